namespace Aspire.Hosting.ApplicationModel;

/// <summary>The program that a resource runs.</summary>
public sealed class ExecutableAnnotation : IResourceAnnotation
{
    public required string Command { get; set; }

    public required string WorkingDirectory { get; set; }
}
