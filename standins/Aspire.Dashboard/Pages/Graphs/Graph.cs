namespace Aspire.Dashboard.Pages.Graphs;

/// <summary>A node of a drawn graph.</summary>
/// <param name="Style">Class of the style sheet.</param>
/// <param name="Href">Where it leads; null when nowhere.</param>
public sealed record GraphNode(string Id, string Label, string Sub, string Style, string? Href)
{
    public double X { get; set; }

    public double Y { get; set; }
}

/// <summary>An arrow of a drawn graph.</summary>
/// <param name="Weight">From 0 to 1, for its width.</param>
public sealed record GraphEdge(string From, string To, string Label, string Style, double Weight);

/// <summary>Puts nodes in columns, each to the right of whatever points at it, and in an order within the column that crosses few arrows.</summary>
public sealed class Graph
{
    public const double NodeWidth = 190;
    public const double NodeHeight = 52;
    private const double GapX = 130;
    private const double GapY = 26;
    private const double BackArrowRoom = 56;
    private const int Sweeps = 4;

    public Graph(IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphEdge> edges)
    {
        Nodes = nodes;
        var known = nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        Edges = [.. edges.Where(edge => known.Contains(edge.From) && known.Contains(edge.To) && edge.From != edge.To)];
        Place();
    }

    public IReadOnlyList<GraphNode> Nodes { get; }

    public IReadOnlyList<GraphEdge> Edges { get; }

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>An arrow back over a column or more: it goes below everything, because whatever lies between would hide it.</summary>
    public bool IsDetour(GraphEdge edge) => Node(edge.From).X - Node(edge.To).X > 1.5 * (NodeWidth + GapX);

    public GraphNode Node(string id) => Nodes.First(node => node.Id == id);

    private void Place()
    {
        var forward = Forward();
        var column = Nodes.ToDictionary(node => node.Id, _ => 0, StringComparer.Ordinal);
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var edge in forward.Where(edge => column[edge.To] <= column[edge.From]))
            {
                column[edge.To] = column[edge.From] + 1;
                moved = true;
            }
        }

        var columns = Nodes.GroupBy(node => column[node.Id]).OrderBy(group => group.Key).Select(group => group.ToList()).ToList();
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Spread(columns);
            foreach (var nodes in columns)
            {
                var wish = nodes.ToDictionary(node => node, Wish);
                nodes.Sort((a, b) => wish[a].CompareTo(wish[b]));
            }
        }

        Spread(columns);
        Width = Math.Max(1, columns.Count) * (NodeWidth + GapX) - GapX + 8;
        Height = columns.Count == 0 ? 0 : columns.Max(nodes => nodes.Count) * (NodeHeight + GapY) - GapY + 8;
        Height += Edges.Any(IsDetour) ? BackArrowRoom : 0;
    }

    /// <summary>The arrows, the heaviest first, without those that would close a circle.</summary>
    private List<GraphEdge> Forward()
    {
        var next = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var forward = new List<GraphEdge>();
        foreach (var edge in Edges.OrderByDescending(edge => edge.Weight))
        {
            if (!Reaches(next, edge.To, edge.From, []))
            {
                forward.Add(edge);
                next.TryAdd(edge.From, []);
                next[edge.From].Add(edge.To);
            }
        }

        return forward;
    }

    private static bool Reaches(Dictionary<string, List<string>> next, string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && next.TryGetValue(from, out var targets) && targets.Exists(target => Reaches(next, target, to, seen)));

    private static void Spread(List<List<GraphNode>> columns)
    {
        var tallest = columns.Count == 0 ? 0 : columns.Max(nodes => nodes.Count);
        for (var x = 0; x < columns.Count; x++)
        {
            var top = (tallest - columns[x].Count) * (NodeHeight + GapY) / 2;
            for (var y = 0; y < columns[x].Count; y++)
            {
                (columns[x][y].X, columns[x][y].Y) = (4 + x * (NodeWidth + GapX), 4 + top + y * (NodeHeight + GapY));
            }
        }
    }

    private double Wish(GraphNode node)
    {
        var neighbours = Edges.Where(edge => edge.From == node.Id || edge.To == node.Id)
            .Select(edge => Nodes.First(other => other.Id == (edge.From == node.Id ? edge.To : edge.From)).Y).ToArray();
        return neighbours.Length == 0 ? node.Y : neighbours.Average();
    }
}
