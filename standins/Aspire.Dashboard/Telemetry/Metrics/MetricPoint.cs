namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>One point of a series; sums are cumulative, whatever the sender's temporality.</summary>
/// <param name="Time">Unix time in ns.</param>
/// <param name="Value">The value; of a histogram the sum of all that was recorded.</param>
/// <param name="Buckets">Of a histogram, how many values lay in each bucket; null otherwise.</param>
internal readonly record struct MetricPoint(ulong Time, double Value, ulong[]? Buckets);
