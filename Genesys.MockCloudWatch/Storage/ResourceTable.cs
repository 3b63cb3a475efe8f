namespace Genesys.MockCloudWatch.Storage;

/// <summary>Resources of one kind by name.</summary>
/// <param name="max">How many there may be.</param>
internal sealed class ResourceTable(int max)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Resource> _resources = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _resources.Count;
            }
        }
    }

    public Resource? Find(string name)
    {
        lock (_gate)
        {
            return _resources.GetValueOrDefault(name);
        }
    }

    /// <summary>
    /// Puts what <paramref name="make"/> makes of the resource that has the name now (null: none); null when there is
    /// no room for another.
    /// </summary>
    public Resource? Put(string name, Func<Resource?, Resource> make)
    {
        lock (_gate)
        {
            var before = _resources.GetValueOrDefault(name);
            return before is null && _resources.Count >= max ? null : _resources[name] = make(before);
        }
    }

    /// <summary>Puts what <paramref name="change"/> makes of a resource; false when it isn't there.</summary>
    public bool Change(string name, Func<Resource, Resource> change)
    {
        lock (_gate)
        {
            if (!_resources.TryGetValue(name, out var before))
            {
                return false;
            }

            _resources[name] = change(before);
            return true;
        }
    }

    /// <summary>Removes a resource; false when it isn't there.</summary>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            return _resources.Remove(name);
        }
    }

    /// <summary>The resources by name.</summary>
    public Resource[] ToArray()
    {
        lock (_gate)
        {
            return [.. _resources.Values];
        }
    }
}
