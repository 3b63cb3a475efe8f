namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>What a chart of an instrument shows.</summary>
internal enum MetricDisplay
{
    /// <summary>Of a gauge its value, of a counter its growth per second, of a histogram its 50th, 90th and 99th percentile.</summary>
    Default,

    /// <summary>Measurements of a histogram per second, a line for each series.</summary>
    Rate,

    /// <summary>The 50th percentile, a line for each series.</summary>
    P50,

    /// <summary>The 90th percentile, a line for each series.</summary>
    P90,

    /// <summary>The 99th percentile, a line for each series.</summary>
    P99,
}

/// <summary>A line of a chart; a value is null where nothing was measured.</summary>
public sealed record MetricLine(string Label, double?[] Values);

/// <summary>What a query answers.</summary>
/// <param name="Times">Ends of the steps, in Unix s.</param>
/// <param name="Hidden">Series that fit and have no line because there are too many.</param>
public sealed record MetricChart(
    string Description, string Unit, InstrumentKind Kind, double[] Times, IReadOnlyList<MetricLine> Lines, int SeriesCount, int Hidden, long Overflowed,
    IReadOnlyDictionary<string, string[]> Dimensions, IReadOnlyList<ExemplarPoint> Exemplars);

/// <summary>Which instrument, which of its series, over what time.</summary>
internal sealed record MetricQuery(string Service, string Meter, string Name)
{
    /// <summary>Lines of one chart; more cannot be told apart.</summary>
    public const int MaxLines = 10;

    private const int MaxSteps = 120;
    private const int MaxExemplars = 50;
    private const int MaxValues = 50;
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);

    public MetricDisplay Display { get; init; }

    /// <summary>Values that an attribute may have; an attribute that is not named may have any.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();

    /// <summary>Unix time in ns.</summary>
    public ulong From { get; init; }

    /// <summary>Unix time in ns.</summary>
    public ulong To { get; init; } = ulong.MaxValue;

    public MetricChart? Run(MetricStore store) => store.Read(instruments =>
    {
        var found = instruments.Where(instrument => instrument.Name == Name && instrument.Meter == Meter && instrument.Resource.Name == Service).ToArray();
        if (found.Length == 0)
        {
            return null;
        }

        var all = found.SelectMany(instrument => instrument.Series.Values).Where(series => series.Points.Count > 0).ToArray();
        var series = Array.FindAll(all, Fits);
        var ends = Steps(series);
        var lines = Lines(series, found[0].Kind, ends, out var hidden);
        return new MetricChart(
            found[0].Description, found[0].Unit, found[0].Kind, [.. ends.Skip(1).Select(end => end / 1e9)], lines, series.Length, hidden, found.Sum(instrument => instrument.Overflowed),
            Dimensions(all),
            [.. series.SelectMany(one => one.Exemplars).Where(exemplar => ends.Length > 0 && exemplar.Time >= ends[0] && exemplar.Time <= ends[^1]).OrderByDescending(exemplar => exemplar.Time).Take(MaxExemplars)]);
    });

    private static Dictionary<string, string[]> Dimensions(Series[] all) => all
        .SelectMany(series => series.Attributes)
        .GroupBy(attribute => attribute.Key)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Select(attribute => attribute.Value).Distinct().Order(StringComparer.Ordinal).Take(MaxValues).ToArray());

    private bool Fits(Series series) => Filters.All(filter => Attribute.Find(series.Attributes, filter.Key) == filter.Value);

    /// <summary>Ends of equal steps, not finer than the points lie.</summary>
    private ulong[] Steps(Series[] series)
    {
        if (series.Length == 0)
        {
            return [];
        }

        var last = Math.Min(To, series.Max(one => one.Points[^1].Time));
        var earliest = series.Min(one => one.Points[0].Time);
        var window = (ulong)DefaultWindow.Ticks * 100;
        var first = From > 0 ? From : Math.Max(earliest, last > window ? last - window : 0);
        first = Math.Max(first, earliest);
        if (last <= first)
        {
            first = last > 1_000_000_000 ? last - 1_000_000_000 : 0;
        }

        var longest = series.MaxBy(one => one.Points.Count)!;
        var interval = longest.Points.Count > 1 ? (longest.Points[^1].Time - longest.Points[Math.Max(0, longest.Points.Count - 20)].Time) / (ulong)Math.Min(19, longest.Points.Count - 1) : 1_000_000_000;
        var step = Math.Max(Math.Max(interval, 100_000_000), (last - first) / MaxSteps + 1);
        var count = (int)Math.Min(MaxSteps, (last - first + step - 1) / step);
        return [.. Enumerable.Range(0, count + 1).Select(i => last - (ulong)(count - i) * step)];
    }

    private List<MetricLine> Lines(Series[] series, InstrumentKind kind, ulong[] ends, out int hidden)
    {
        hidden = 0;
        if (ends.Length < 2)
        {
            return [];
        }

        if (kind == InstrumentKind.Histogram && Display == MetricDisplay.Default)
        {
            return [.. new[] { (50, 0.5), (90, 0.9), (99, 0.99) }.Select(pair => new MetricLine($"P{pair.Item1}", Percentiles(series, ends, pair.Item2)))];
        }

        var lines = series.Select(one => new MetricLine(Label(one), Values(one, kind, ends))).ToList();
        if (lines.Count > MaxLines)
        {
            hidden = lines.Count - MaxLines;
            lines = [.. lines.OrderByDescending(line => line.Values.Max() ?? 0).Take(MaxLines)];
        }

        return [.. lines.OrderBy(line => line.Label, StringComparer.Ordinal)];
    }

    private double?[] Values(Series series, InstrumentKind kind, ulong[] ends) => (kind, Display) switch
    {
        (InstrumentKind.Histogram, MetricDisplay.P50) => Percentiles([series], ends, 0.5),
        (InstrumentKind.Histogram, MetricDisplay.P90) => Percentiles([series], ends, 0.9),
        (InstrumentKind.Histogram, MetricDisplay.P99) => Percentiles([series], ends, 0.99),
        (InstrumentKind.Histogram, _) => Rates(series, ends, point => point.Buckets!.Aggregate(0d, (sum, count) => sum + count)),
        (InstrumentKind.Counter, _) => Rates(series, ends, point => point.Value),
        _ => Lasts(series, ends),
    };

    private static double?[] Lasts(Series series, ulong[] ends)
    {
        var values = new double?[ends.Length - 1];
        for (var i = 1; i < ends.Length; i++)
        {
            var now = Before(series, ends[i]);
            values[i - 1] = now >= 0 && series.Points[now].Time > ends[i - 1] ? series.Points[now].Value : null;
        }

        return values;
    }

    private static double?[] Rates(Series series, ulong[] ends, Func<MetricPoint, double> total)
    {
        var rates = new double?[ends.Length - 1];
        for (var i = 1; i < ends.Length; i++)
        {
            var (before, now) = (Before(series, ends[i - 1]), Before(series, ends[i]));
            if (now <= before || now < 1)
            {
                continue;
            }

            var (from, to) = (series.Points[Math.Max(before, 0)], series.Points[now]);
            var seconds = (to.Time - from.Time) / 1e9;
            var growth = total(to) - total(from);
            // A sum that shrank was begun anew, by a process that was.
            rates[i - 1] = seconds <= 0 ? null : (growth >= 0 ? growth : total(to)) / seconds;
        }

        return rates;
    }

    private static double?[] Percentiles(Series[] series, ulong[] ends, double quantile)
    {
        var values = new double?[ends.Length - 1];
        var bounds = series.Length > 0 ? series[0].Bounds : [];
        for (var i = 1; i < ends.Length; i++)
        {
            var counts = new double[bounds.Length + 1];
            foreach (var one in series.Where(one => one.Bounds.AsSpan().SequenceEqual(bounds)))
            {
                Grow(one, ends[i - 1], ends[i], counts);
            }

            values[i - 1] = Percentile(counts, bounds, quantile);
        }

        return values;
    }

    private static void Grow(Series series, ulong from, ulong to, double[] counts)
    {
        var (before, now) = (Before(series, from), Before(series, to));
        if (now <= before)
        {
            return;
        }

        var last = series.Points[now].Buckets!;
        var first = before >= 0 ? series.Points[before].Buckets : null;
        var isReset = first is not null && last.Where((count, i) => count < first[i]).Any();
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += last[i] - (first is null || isReset ? 0d : first[i]);
        }
    }

    /// <summary>Linear within a bucket; in the last, which has no upper bound, its lower one.</summary>
    internal static double? Percentile(double[] counts, double[] bounds, double quantile)
    {
        var total = counts.Sum();
        if (total <= 0 || bounds.Length == 0)
        {
            return null;
        }

        var rank = quantile * total;
        var sum = 0d;
        for (var i = 0; i < counts.Length; i++)
        {
            if (sum + counts[i] >= rank && counts[i] > 0)
            {
                if (i == bounds.Length)
                {
                    return bounds[^1];
                }

                var low = i == 0 ? Math.Min(0, bounds[0]) : bounds[i - 1];
                return low + (bounds[i] - low) * ((rank - sum) / counts[i]);
            }

            sum += counts[i];
        }

        return bounds[^1];
    }

    /// <summary>Index of the last point that is not after the time; -1 when all are.</summary>
    private static int Before(Series series, ulong time)
    {
        var (low, high) = (0, series.Points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = series.Points[middle].Time <= time ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private static string Label(Series series) => series.Attributes.Count == 0 ? "all" : string.Join(", ", series.Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
}
