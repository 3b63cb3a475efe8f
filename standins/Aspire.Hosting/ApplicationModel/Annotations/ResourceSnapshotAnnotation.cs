namespace Aspire.Hosting.ApplicationModel;

/// <summary>The first snapshot of a resource that no engine runs.</summary>
public sealed class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
}
