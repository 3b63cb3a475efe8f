namespace Aspire.Dashboard.Telemetry.Story;

/// <summary>A span in its place in the tree, as a row of a waterfall.</summary>
/// <param name="Depth">0 for a root.</param>
/// <param name="Descendants">Rows right below it that belong to it.</param>
/// <param name="IsOrphan">Its parent is named but has not come, or had to leave.</param>
/// <param name="IsOfParentsService">The span above it in the tree is of the same service.</param>
internal sealed record SpanNode(SpanRecord Span, int Depth, int Descendants, bool IsOrphan, bool IsOfParentsService)
{
    /// <summary>Deeper trees are cut at this depth: what lies below is shown at it.</summary>
    public const int MaxDepth = 64;

    /// <summary>The spans as rows, each parent above its children, siblings by start.</summary>
    public static IReadOnlyList<SpanNode> Tree(IReadOnlyCollection<SpanRecord> spans)
    {
        // A sender that tries again sends a span twice; the last word counts.
        var byId = new Dictionary<ulong, SpanRecord>(spans.Count);
        foreach (var span in spans)
        {
            byId[span.SpanId] = span;
        }

        var children = byId.Values.Where(span => span.ParentId != 0 && byId.ContainsKey(span.ParentId)).ToLookup(span => span.ParentId);
        var rows = new List<SpanNode>(byId.Count);
        var seen = new HashSet<ulong>();
        foreach (var root in byId.Values.Where(span => span.ParentId == 0 || !byId.ContainsKey(span.ParentId)).OrderBy(span => span.Start))
        {
            Append(rows, seen, children, root);
        }

        // Spans that name each other as parents have no root; the earliest of them serves as one.
        foreach (var span in byId.Values.OrderBy(span => span.Start))
        {
            if (!seen.Contains(span.SpanId))
            {
                Append(rows, seen, children, span);
            }
        }

        return rows;
    }

    private static void Append(List<SpanNode> rows, HashSet<ulong> seen, ILookup<ulong, SpanRecord> children, SpanRecord root)
    {
        // A stack of our own: a sender decides how deep a trace is.
        var open = new Stack<(SpanRecord Span, int Depth, string? Above)>([(root, 0, null)]);
        var first = rows.Count;
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next.Span.SpanId))
            {
                continue;
            }

            rows.Add(new SpanNode(next.Span, next.Depth, 0, next.Depth == 0 && next.Span.ParentId != 0, next.Above == next.Span.Resource.Name));
            foreach (var child in children[next.Span.SpanId].OrderByDescending(child => child.Start))
            {
                open.Push((child, Math.Min(next.Depth + 1, MaxDepth), next.Span.Resource.Name));
            }
        }

        CountDescendants(rows, first);
    }

    private static void CountDescendants(List<SpanNode> rows, int first)
    {
        var ancestors = new Stack<int>();
        for (var i = first; i <= rows.Count; i++)
        {
            while (ancestors.TryPeek(out var top) && (i == rows.Count || rows[top].Depth >= rows[i].Depth))
            {
                rows[top] = rows[top] with { Descendants = i - top - 1 };
                ancestors.Pop();
            }

            ancestors.Push(i);
        }
    }
}
