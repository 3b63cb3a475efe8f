namespace Aspire.Hosting.ApplicationModel;

/// <summary>A volume or a folder of this machine inside a container.</summary>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    public string? Source { get; } = source;

    public string Target { get; } = target;

    public ContainerMountType Type { get; } = type;

    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>What a mount mounts.</summary>
public enum ContainerMountType
{
    BindMount,
    Volume,
}
