namespace Genesys.MockCloudWatch.Storage;

/// <summary>The log groups of one region, and what else it has.</summary>
internal sealed class LogRegion(string name)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, LogGroup> _groups = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    // The counts are the quotas of https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
    // where it has one.
    public ResourceTable ResourcePolicies { get; } = new(10);

    public ResourceTable Destinations { get; } = new(1_000);

    public ResourceTable DeliverySources { get; } = new(1_000);

    public ResourceTable DeliveryDestinations { get; } = new(1_000);

    public ResourceTable Deliveries { get; } = new(1_000);

    /// <summary>The tables of this region by the name that they are saved under.</summary>
    public IEnumerable<(string Kind, ResourceTable Table)> Tables =>
    [
        ("resource-policy", ResourcePolicies), ("destination", Destinations), ("delivery-source", DeliverySources),
        ("delivery-destination", DeliveryDestinations), ("delivery", Deliveries),
    ];

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
