using Aspire.Dashboard.Otlp;

namespace Aspire.Dashboard.Telemetry.Story;

/// <summary>
/// A trace and the traces that its links lead to, as one story in order of time. Work that goes on later (a queue, a batch, a retry) is a
/// trace of its own with a link back; whoever wants to know why something failed needs both, and should not have to look for the second.
/// </summary>
internal sealed class TraceStory
{
    /// <summary>Traces that a story has at most; the nearest by links come first.</summary>
    public const int MaxTraces = 12;

    private TraceStory(UInt128 id, IReadOnlyList<TraceSection> sections) => (Id, Sections) = (id, sections);

    public UInt128 Id { get; }

    /// <summary>The traces, the earliest first; empty when the trace is not known.</summary>
    public IReadOnlyList<TraceSection> Sections { get; }

    public TraceSection? Main => Sections.FirstOrDefault(section => section.Id == Id);

    public IEnumerable<SpanNode> Rows => Sections.SelectMany(section => section.Rows);

    public static TraceStory Of(UInt128 traceId, TraceStore store)
    {
        var sections = new Dictionary<UInt128, TraceSection>();
        var open = new Queue<(UInt128 Id, string Relation, bool Back)>([(traceId, "", true)]);
        while (sections.Count < MaxTraces && open.TryDequeue(out var next))
        {
            if (sections.ContainsKey(next.Id) || store.SpansOf(next.Id, out var dropped) is not { Length: > 0 } spans)
            {
                continue;
            }

            sections.Add(next.Id, new TraceSection(
                next.Id, next.Relation, SpanNode.Tree(spans), spans.Min(span => span.Start), spans.Max(span => span.End), dropped));
            foreach (var later in store.LinkedFrom(next.Id).DistinctBy(span => span.TraceId))
            {
                open.Enqueue((later.TraceId, $"goes on in “{later.Name}”, which links to {Short(next.Id)}", false));
            }

            // A trace that only follows may be a batch of many others' work, and the others are none of this story.
            if (next.Back)
            {
                foreach (var earlier in spans.SelectMany(span => (span.LinkedTraces ?? []).Select(id => (span, id))).DistinctBy(pair => pair.id))
                {
                    open.Enqueue((earlier.id, $"came before: “{earlier.span.Name}” of {Short(next.Id)} links to it", true));
                }
            }
        }

        return new TraceStory(traceId, [.. sections.Values.OrderBy(section => section.Start)]);
    }

    /// <summary>The span to look at first: one that failed, in the trace itself before elsewhere, with log lines before without, the deepest and latest; else the first.</summary>
    public SpanRecord? Suspect(IReadOnlyCollection<LogEntry> logs)
    {
        var speaking = logs.Select(log => log.SpanId).ToHashSet();
        return Rows
            .Where(row => row.Span.IsError)
            .OrderByDescending(row => row.Span.TraceId == Id)
            .ThenByDescending(row => speaking.Contains(row.Span.SpanId))
            .ThenByDescending(row => row.Depth)
            .ThenByDescending(row => row.Span.Start)
            .FirstOrDefault()?.Span ?? Main?.Rows[0].Span;
    }

    private static string Short(UInt128 id) => OtlpIds.TraceText(id)[..8];
}
