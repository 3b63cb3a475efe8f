using System.Diagnostics.Metrics;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// Upper bounds of the histograms' buckets. OpenTelemetry's own begin at 5, which in seconds holds nearly everything in
/// one.
/// </summary>
internal static class Buckets
{
    /// <summary>A body's validation takes 2 to 50 µs; the largest bodies take milliseconds.</summary>
    public static readonly InstrumentAdvice<double> Validation = Bounds(
        0.000_005, 0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1);

    /// <summary>From a commit in memory-fast 0.1 ms to a disk that makes senders hang up after 5 s.</summary>
    public static readonly InstrumentAdvice<double> Commit = Bounds(
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    /// <summary>
    /// An answer after a commit takes a few ms; one of inline mode as long as its retries, a minute and more.
    /// </summary>
    public static readonly InstrumentAdvice<double> Delivery = Bounds(
        0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120);

    /// <summary>From one quick answer to a fetch of five retries that waits 180 s before each.</summary>
    public static readonly InstrumentAdvice<double> Fetch = Bounds(
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900);

    /// <summary>One conversation makes 8 to 20 events; a fetch holds 1,000 at most.</summary>
    public static readonly InstrumentAdvice<int> Deliveries =
        new() { HistogramBucketBoundaries = [1, 2, 3, 5, 10, 20, 50, 100, 250, 500, 1_000] };

    private static InstrumentAdvice<double> Bounds(params double[] bounds) =>
        new() { HistogramBucketBoundaries = bounds };
}
