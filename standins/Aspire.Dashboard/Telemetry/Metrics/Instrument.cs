namespace Aspire.Dashboard.Telemetry.Metrics;

/// <summary>An instrument of one resource, with its series by attributes.</summary>
internal sealed class Instrument(OtlpResource resource, string meter, string name)
{
    public OtlpResource Resource { get; } = resource;

    /// <summary>Name of the instrumentation scope.</summary>
    public string Meter { get; } = meter;

    public string Name { get; } = name;

    public string Description { get; set; } = "";

    public string Unit { get; set; } = "";

    public InstrumentKind Kind { get; set; }

    public Dictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>Points that were rejected because there were too many series.</summary>
    public long Overflowed { get; set; }
}
