namespace Aspire.Dashboard.Telemetry;

/// <summary>The spans of one trace, as far as they have come. Read and changed under the store's lock only.</summary>
internal sealed class TraceRecord(UInt128 id)
{
    public UInt128 Id { get; } = id;

    public List<SpanRecord> Spans { get; } = new(4);

    /// <summary>Unix time in ns of the earliest start.</summary>
    public ulong Start { get; private set; } = ulong.MaxValue;

    /// <summary>Unix time in ns of the latest end.</summary>
    public ulong End { get; private set; }

    public int ErrorCount { get; private set; }

    public SpanTraits Traits { get; private set; }

    /// <summary>Spans that came and were not kept, or had to leave.</summary>
    public int Dropped { get; set; }

    public ulong Duration => End > Start ? End - Start : 0;

    public void Add(SpanRecord span)
    {
        Spans.Add(span);
        Count(span);
    }

    public void Remove(SpanRecord span)
    {
        if (!Spans.Remove(span))
        {
            return;
        }

        Dropped++;
        (Start, End, ErrorCount, Traits) = (ulong.MaxValue, 0, 0, SpanTraits.None);
        Spans.ForEach(Count);
    }

    /// <summary>The span that the trace is named after: its root, or the earliest span while the root has not come.</summary>
    public SpanRecord First()
    {
        var first = Spans[0];
        foreach (var span in Spans)
        {
            if ((span.ParentId == 0, first.ParentId == 0) is (true, false) || (span.ParentId == 0 == (first.ParentId == 0) && span.Start < first.Start))
            {
                first = span;
            }
        }

        return first;
    }

    private void Count(SpanRecord span)
    {
        Start = Math.Min(Start, span.Start);
        End = Math.Max(End, span.End);
        ErrorCount += span.IsError ? 1 : 0;
        Traits |= span.Traits;
    }
}
