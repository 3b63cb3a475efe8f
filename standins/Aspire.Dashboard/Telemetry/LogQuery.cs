using Aspire.Dashboard.Telemetry.Search;

namespace Aspire.Dashboard.Telemetry;

/// <summary>Which log records a list shows.</summary>
internal sealed record LogQuery
{
    /// <summary>Name of a service, or of one of its instances.</summary>
    public string? Service { get; init; }

    public LogLevel MinLevel { get; init; } = LogLevel.Trace;

    public UInt128 TraceId { get; init; }

    public ulong SpanId { get; init; }

    /// <summary>Unix time in ns.</summary>
    public ulong From { get; init; }

    /// <summary>Unix time in ns.</summary>
    public ulong To { get; init; } = ulong.MaxValue;

    public SearchQuery Search { get; init; } = SearchQuery.Parse(null);

    /// <summary>Rows to answer with.</summary>
    public int Take { get; init; } = 200;

    /// <summary>The records that fit, the newest first, and how many there were before <see cref="Take"/>.</summary>
    public (LogEntry[] Rows, int Total) Run(LogStore store)
    {
        var found = Array.FindAll(store.All(), Fits);
        Array.Sort(found, (a, b) => b.Time != a.Time ? b.Time.CompareTo(a.Time) : b.Sequence.CompareTo(a.Sequence));
        return (found.Length > Take ? found[..Take] : found, found.Length);
    }

    private bool Fits(LogEntry entry) =>
        (entry.Level >= MinLevel && (entry.Level != LogLevel.None || MinLevel == LogLevel.Trace))
        && (TraceId == 0 || entry.TraceId == TraceId)
        && (SpanId == 0 || entry.SpanId == SpanId)
        && entry.Time >= From && entry.Time <= To
        && (Service is null || entry.Resource.IsCalled(Service))
        && (Search.IsEmpty || Search.Fits(entry));
}
