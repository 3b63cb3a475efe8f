namespace Aspire.Hosting.ApplicationModel;

/// <summary>How long a container lives.</summary>
public sealed class ContainerLifetimeAnnotation : IResourceAnnotation
{
    public required ContainerLifetime Lifetime { get; set; }
}

/// <summary>As long as the AppHost, or longer.</summary>
public enum ContainerLifetime
{
    Session,
    Persistent,
}
