namespace Genesys.MockCloudWatch.Storage;

/// <summary>The log groups of one region.</summary>
public sealed class LogRegion(string name)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, LogGroup> _groups = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public LogGroup? Find(string group)
    {
        lock (_gate)
        {
            return _groups.GetValueOrDefault(group);
        }
    }

    public bool TryAdd(LogGroup group)
    {
        lock (_gate)
        {
            return _groups.TryAdd(group.Name, group);
        }
    }

    public bool Remove(LogGroup group)
    {
        lock (_gate)
        {
            return _groups.TryGetValue(group.Name, out var found) && found == group && _groups.Remove(group.Name);
        }
    }

    /// <summary>The groups by name.</summary>
    public LogGroup[] ToArray()
    {
        lock (_gate)
        {
            return [.. _groups.Values];
        }
    }
}
