using Aspire.Dashboard.Otlp.Protocol;

namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>
/// Puts exponential histograms on one grid of bounds, powers of the fourth root of two, so that points of changing scale can be compared.
/// https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
/// </summary>
internal static class ExponentialBuckets
{
    private const int LowestQuarter = -80;
    private const int HighestQuarter = 120;

    /// <summary>From 2^-20 (about 1 µs, in s) to 2^30.</summary>
    public static readonly double[] Bounds =
        [.. Enumerable.Range(LowestQuarter, HighestQuarter - LowestQuarter + 1).Select(quarter => Math.Pow(2, quarter / 4.0))];

    public static ulong[] From(ExponentialHistogramDataPoint point)
    {
        var buckets = new ulong[Bounds.Length + 1];
        buckets[0] = point.ZeroCount;
        foreach (var negative in point.Negative?.BucketCounts ?? [])
        {
            buckets[0] += negative;
        }

        var index = point.Positive?.Offset ?? 0;
        foreach (var count in point.Positive?.BucketCounts ?? [])
        {
            // Bucket i reaches up to base^(i+1), where base = 2^(2^-scale).
            var quarter = Math.Ceiling((index + 1.0) * Math.Pow(2, 2 - point.Scale) - 1e-9);
            buckets[(int)Math.Clamp(quarter - LowestQuarter, 0, Bounds.Length)] += count;
            index++;
        }

        return buckets;
    }
}
