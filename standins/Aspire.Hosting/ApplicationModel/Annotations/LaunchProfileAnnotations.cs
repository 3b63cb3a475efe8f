namespace Aspire.Hosting.ApplicationModel;

/// <summary>The launch profile that the AppHost chose for a project.</summary>
internal sealed class LaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    public string LaunchProfileName { get; } = launchProfileName;
}

/// <summary>The launch profile to take when the project has one of that name: the AppHost's own.</summary>
internal sealed class DefaultLaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    public string LaunchProfileName { get; } = launchProfileName;
}

/// <summary>Marks a project that runs without a launch profile.</summary>
internal sealed class ExcludeLaunchProfileAnnotation : IResourceAnnotation;
