namespace Genesys.MockCloudWatch.Storage;

/// <summary>A log group with its streams. Lock <see cref="Gate"/> around everything that changes.</summary>
internal sealed class LogGroup(string name, string region, long creationTime)
{
    public Lock Gate { get; } = new();

    public string Name { get; } = name;

    public string Region { get; } = region;

    /// <summary>Milliseconds since 1970.</summary>
    public long CreationTime { get; } = creationTime;

    public string Class { get; init; } = "STANDARD";

    public string? KmsKeyId { get; set; }

    public bool DeletionProtected { get; set; }

    /// <summary>Days that events are kept; null: for ever.</summary>
    public int? RetentionInDays { get; set; }

    public SortedDictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, LogStream> Streams { get; } = new(StringComparer.Ordinal);

    public ResourceTable MetricFilters { get; } = new(100);

    public ResourceTable SubscriptionFilters { get; } = new(2);

    /// <summary>The tables of this group by the name that they are saved under.</summary>
    public IEnumerable<(string Kind, ResourceTable Table)> Tables =>
        [("metric-filter", MetricFilters), ("subscription-filter", SubscriptionFilters)];

    /// <summary>Number of the next stream.</summary>
    public int NextStreamNumber { get; set; }

    /// <summary>Bytes of the events as CloudWatch Logs counts them.</summary>
    public long StoredBytes { get; set; }

    /// <summary>True once it was removed: a write that had found it before must not go there any more.</summary>
    public bool Deleted { get; set; }

    /// <summary>Events before this moment (ms since 1970) have expired.</summary>
    public long ExpiredBefore(long now) =>
        RetentionInDays is { } days ? now - (days * 86_400_000L) : 0;
}
