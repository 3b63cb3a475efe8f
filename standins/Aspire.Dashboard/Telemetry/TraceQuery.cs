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
    public (TraceSummary[] Rows, int Total) Run(TraceStore store)
    {
        if (Search.IsEmpty)
        {
            return store.Read(traces => First(traces.Where(Fits).Select(trace => (trace, Rank(trace)))));
        }

        // Words are looked for outside of the lock: it takes far longer than a sender should wait.
        var candidates = store.Read(traces => traces.Where(Fits).Select(trace => (Trace: trace, Rank: Rank(trace), Spans: trace.Spans.ToArray())).ToArray());
        var found = Array.FindAll(candidates, candidate => Search.Fits(candidate.Spans));
        return store.Read(_ => First(found.Where(candidate => candidate.Trace.Spans.Count > 0).Select(candidate => (candidate.Trace, candidate.Rank))));
    }

    private (TraceSummary[] Rows, int Total) First(IEnumerable<(TraceRecord Trace, (ulong, ulong, UInt128) Rank)> found)
    {
        // A list asks four times a second, and senders wait for the lock: only as many as are shown are put in order.
        var first = new PriorityQueue<TraceRecord, (ulong, ulong, UInt128)>(Take + 1);
        var total = 0;
        foreach (var (trace, rank) in found)
        {
            total++;
            if (first.Count < Take)
            {
                first.Enqueue(trace, rank);
            }
            else
            {
                first.EnqueueDequeue(trace, rank);
            }
        }

        var rows = new TraceSummary[first.Count];
        while (first.TryDequeue(out var trace, out _))
        {
            rows[first.Count] = TraceSummary.Of(trace);
        }

        return (rows, total);
    }

    /// <summary>The higher, the further up in the list; equals by start and id, so that a list that is drawn again does not jump.</summary>
    private (ulong, ulong, UInt128) Rank(TraceRecord trace)
    {
        var rank = Order switch
        {
            TraceOrder.Oldest => ulong.MaxValue - trace.Start,
            TraceOrder.Longest => trace.Duration,
            TraceOrder.Shortest => ulong.MaxValue - trace.Duration,
            _ => trace.Start,
        };
        return (rank, ulong.MaxValue - trace.Start, trace.Id);
    }

    private bool Fits(TraceRecord trace) =>
        (!ErrorsOnly || trace.ErrorCount > 0)
        && (Type == SpanTraits.None || (trace.Traits & Type) != 0)
        && trace.Duration >= MinDuration
        && trace.End >= From && trace.Start <= To
        && (Service is null || trace.Spans.Exists(span => span.Resource.IsCalled(Service)));
}
