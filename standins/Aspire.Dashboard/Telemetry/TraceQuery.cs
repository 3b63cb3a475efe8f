using Aspire.Dashboard.Telemetry.Search;

namespace Aspire.Dashboard.Telemetry;

/// <summary>How a list of traces is ordered.</summary>
internal enum TraceOrder
{
    Newest,
    Oldest,
    Longest,
    Shortest,
}

/// <summary>Which traces a list shows.</summary>
internal sealed record TraceQuery
{
    /// <summary>Name of a service, or of one of its instances.</summary>
    public string? Service { get; init; }

    public SpanTraits Type { get; init; }

    public bool ErrorsOnly { get; init; }

    /// <summary>In ns.</summary>
    public ulong MinDuration { get; init; }

    /// <summary>Unix time in ns; traces that ended before are left out.</summary>
    public ulong From { get; init; }

    /// <summary>Unix time in ns; traces that started after are left out.</summary>
    public ulong To { get; init; } = ulong.MaxValue;

    public SearchQuery Search { get; init; } = SearchQuery.Parse(null);

    public TraceOrder Order { get; init; }

    /// <summary>Rows to answer with.</summary>
    public int Take { get; init; } = 100;

    /// <summary>The traces that fit, ordered, and how many there were before <see cref="Take"/>.</summary>
    public (TraceSummary[] Rows, int Total) Run(TraceStore store) => store.Read(traces =>
    {
        var found = traces.Where(Fits).ToList();
        found.Sort(Order switch
        {
            TraceOrder.Oldest => (a, b) => a.Start.CompareTo(b.Start),
            TraceOrder.Longest => (a, b) => b.Duration.CompareTo(a.Duration),
            TraceOrder.Shortest => (a, b) => a.Duration.CompareTo(b.Duration),
            _ => (a, b) => b.Start.CompareTo(a.Start),
        });
        return (found.Take(Take).Select(TraceSummary.Of).ToArray(), found.Count);
    });

    private bool Fits(TraceRecord trace) =>
        (!ErrorsOnly || trace.ErrorCount > 0)
        && (Type == SpanTraits.None || (trace.Traits & Type) != 0)
        && trace.Duration >= MinDuration
        && trace.End >= From && trace.Start <= To
        && (Service is null || trace.Spans.Exists(span => span.Resource.IsCalled(Service)))
        && (Search.IsEmpty || Search.Fits(trace.Spans));
}
