using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;

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
                open.Enqueue((later.TraceId, $"goes on from {Name(next.Id)}", false));
            }

            // A trace that only follows may be a batch of many others' work, and the others are none of this story.
            if (next.Back)
            {
                foreach (var earlier in spans.SelectMany(span => (span.LinkedTraces ?? []).Select(id => (span, id))).DistinctBy(pair => pair.id))
                {
                    open.Enqueue((earlier.id, $"came before {Name(next.Id)}", true));
                }
            }
        }

        return new TraceStory(traceId, [.. sections.Values.OrderBy(section => section.Start)]);

        string Name(UInt128 id) => id == traceId ? "this trace" : Short(id);
    }

    /// <summary>
    /// The span to look at first: one that failed, in the trace itself before elsewhere, with log lines before without, the deepest and latest;
    /// else the first. A failed call is two spans, and the caller's is the one that knows which attempt it was.
    /// </summary>
    public SpanRecord? Suspect(IReadOnlyCollection<LogEntry> logs)
    {
        var speaking = logs.Select(log => log.SpanId).ToHashSet();
        var failed = Rows.Where(row => row.Span.IsError).ToArray();
        var calls = failed.Where(row => row.Span.Kind == Span.Types.SpanKind.Client).Select(row => (row.Span.TraceId, row.Span.SpanId)).ToHashSet();
        return failed
            .Where(row => row.Span.Kind != Span.Types.SpanKind.Server || !calls.Contains((row.Span.TraceId, row.Span.ParentId)))
            .OrderByDescending(row => row.Span.TraceId == Id)
            .ThenByDescending(row => speaking.Contains(row.Span.SpanId))
            .ThenByDescending(row => row.Depth)
            .ThenByDescending(row => row.Span.Start)
            .FirstOrDefault()?.Span ?? Main?.Rows[0].Span;
    }

    private static string Short(UInt128 id) => OtlpIds.TraceText(id)[..8];
}
