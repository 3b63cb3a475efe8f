namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>How an instrument's points are to be read.</summary>
public enum InstrumentKind
{
    /// <summary>The last value counts.</summary>
    Gauge,

    /// <summary>A sum that only grows: its growth counts.</summary>
    Counter,

    /// <summary>A sum that goes both ways: the last value counts.</summary>
    UpDownCounter,

    /// <summary>Counts by bucket: their growth counts.</summary>
    Histogram,

    /// <summary>Quantiles that the sender computed: the last values count.</summary>
    Summary,
}
