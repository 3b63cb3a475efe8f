namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>The points of an instrument for one set of attributes. A full series drops every second point of its older half: it loses detail, not range.</summary>
internal sealed class Series(IReadOnlyList<Attribute> attributes, double[] bounds, int maxPoints)
{
    private const int MaxExemplars = 64;

    /// <summary>In ns. A sender that has counted for longer began before anybody was looking; its first point is where the line begins.</summary>
    private const ulong Recent = 300_000_000_000;

    private readonly List<MetricPoint> _points = new(16);
    private readonly Queue<ExemplarPoint> _exemplars = new();
    private double _sum;
    private ulong[]? _buckets;

    public IReadOnlyList<Attribute> Attributes { get; } = attributes;

    /// <summary>Upper bounds of a histogram's buckets but the last, which has none.</summary>
    public double[] Bounds { get; } = bounds;

    public IReadOnlyList<MetricPoint> Points => _points;

    public IReadOnlyCollection<ExemplarPoint> Exemplars => _exemplars;

    /// <summary>Adds a point; a delta is added up to what came before it.</summary>
    /// <param name="begun">When the sender began to count, from nought, in Unix ns; 0 when it does not count or did not say.</param>
    public void Add(MetricPoint point, bool isDelta, ulong begun = 0)
    {
        if (_points.Count == 0 && begun > 0 && begun < point.Time && point.Time - begun <= Recent)
        {
            _points.Add(new MetricPoint(begun, 0, point.Buckets is null ? null : new ulong[point.Buckets.Length]));
        }

        if (isDelta)
        {
            point = point with { Value = _sum += point.Value, Buckets = AddUp(point.Buckets) };
        }

        if (_points.Count > 0 && point.Time <= _points[^1].Time)
        {
            // The same interval sent again, or late: the order of the list is worth more than the point.
            if (point.Time == _points[^1].Time)
            {
                _points[^1] = point;
            }

            return;
        }

        _points.Add(point);
        if (_points.Count > maxPoints)
        {
            Thin();
        }
    }

    public void Add(ExemplarPoint exemplar)
    {
        if (_exemplars.Count == MaxExemplars)
        {
            _exemplars.Dequeue();
        }

        _exemplars.Enqueue(exemplar);
    }

    private ulong[]? AddUp(ulong[]? buckets)
    {
        if (buckets is null)
        {
            return null;
        }

        _buckets = _buckets is null ? [.. buckets] : [.. _buckets.Zip(buckets, (sum, more) => sum + more)];
        return _buckets;
    }

    private void Thin()
    {
        var half = _points.Count / 2;
        var kept = 0;
        for (var i = 0; i < half; i += 2)
        {
            _points[kept++] = _points[i];
        }

        _points.RemoveRange(kept, half - kept);
    }
}
