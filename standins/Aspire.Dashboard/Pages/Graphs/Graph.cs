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

    // A label above a line.
    private const double LaneHeight = 22;
    private const int Sweeps = 4;

    private readonly List<Chain> _chains = [];

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

    /// <summary>Where an arrow passes the columns between its ends, from left to right: left ends of lines of <see cref="NodeWidth"/> that no node covers.</summary>
    public IReadOnlyList<(double X, double Y)> Lanes(GraphEdge edge) =>
        _chains.Find(chain => chain.Edge == edge) is { } chain ? [.. chain.Slots[1..^1].Select(slot => (slot.X, slot.Middle))] : [];

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

        var columns = Fill(forward, column);
        Spread(columns);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            // From the left, then from the right: what was sorted last draws the next one after it.
            foreach (var slots in sweep % 2 == 0 ? columns : Enumerable.Reverse(columns))
            {
                var wish = slots.ToDictionary(slot => slot, Wish);
                slots.Sort((a, b) => wish[a].CompareTo(wish[b]));
                Spread(columns);
            }
        }

        Width = Math.Max(1, columns.Count) * (NodeWidth + GapX) - GapX + 8;
        Height = columns.Count == 0 ? 0 : columns.Max(HeightOf) + 8;
        Height += Edges.Any(IsDetour) ? BackArrowRoom : 0;
    }

    /// <summary>The columns: a slot for each node, and one for each arrow that passes.</summary>
    private List<List<Slot>> Fill(List<GraphEdge> forward, Dictionary<string, int> column)
    {
        var slotOf = Nodes.ToDictionary(node => node.Id, node => new Slot(node), StringComparer.Ordinal);
        var columns = Enumerable.Range(0, column.Count == 0 ? 0 : column.Values.Max() + 1).Select(_ => new List<Slot>()).ToList();
        foreach (var node in Nodes)
        {
            columns[column[node.Id]].Add(slotOf[node.Id]);
        }

        foreach (var edge in Edges)
        {
            var chain = new Chain(edge, [slotOf[edge.From]]);
            for (var x = column[edge.From] + 1; forward.Contains(edge) && x < column[edge.To]; x++)
            {
                var lane = new Slot(null);
                columns[x].Add(lane);
                chain.Slots.Add(lane);
            }

            chain.Slots.Add(slotOf[edge.To]);
            _chains.Add(chain);
        }

        return columns;
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

    private static double HeightOf(List<Slot> slots) => slots.Sum(slot => slot.Height + GapY) - GapY;

    private static void Spread(List<List<Slot>> columns)
    {
        var tallest = columns.Count == 0 ? 0 : columns.Max(HeightOf);
        for (var x = 0; x < columns.Count; x++)
        {
            var y = 4 + (tallest - HeightOf(columns[x])) / 2;
            foreach (var slot in columns[x])
            {
                slot.MoveTo(4 + x * (NodeWidth + GapX), y);
                y += slot.Height + GapY;
            }
        }
    }

    private double Wish(Slot slot)
    {
        var neighbours = _chains.SelectMany(chain => chain.NeighboursOf(slot)).Select(other => other.Middle).ToArray();
        return neighbours.Length == 0 ? slot.Middle : neighbours.Average();
    }

    /// <summary>A place in a column: a node's, or, without one, that of an arrow on its way to a column further right.</summary>
    private sealed class Slot(GraphNode? node)
    {
        private double _y;

        public double X { get; private set; }

        public double Height { get; } = node is null ? LaneHeight : NodeHeight;

        public double Middle => _y + Height / 2;

        public void MoveTo(double x, double y)
        {
            (X, _y) = (x, y);
            if (node is not null)
            {
                (node.X, node.Y) = (x, y);
            }
        }
    }

    /// <summary>An arrow and the places that it goes through, its ends' included.</summary>
    private sealed record Chain(GraphEdge Edge, List<Slot> Slots)
    {
        public IEnumerable<Slot> NeighboursOf(Slot slot)
        {
            for (var i = 1; i < Slots.Count; i++)
            {
                if (Slots[i] == slot)
                {
                    yield return Slots[i - 1];
                }
                else if (Slots[i - 1] == slot)
                {
                    yield return Slots[i];
                }
            }
        }
    }
}
