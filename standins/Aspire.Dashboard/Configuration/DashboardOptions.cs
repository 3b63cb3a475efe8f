namespace Aspire.Dashboard.Configuration;

/// <summary>The section <c>Dashboard</c>: the names of Aspire's dashboard, so that whoever starts that one can start this one.</summary>
internal sealed class DashboardOptions
{
    public const string Section = "Dashboard";

    /// <summary>Name on the pages while no resource service has told one.</summary>
    public string ApplicationName { get; set; } = "Aspire";

    public FrontendOptions Frontend { get; set; } = new();

    public OtlpOptions Otlp { get; set; } = new();

    public ApiOptions Api { get; set; } = new();

    public ResourceServiceClientOptions ResourceServiceClient { get; set; } = new();

    public TelemetryLimits TelemetryLimits { get; set; } = new();

    public DataOptions Data { get; set; } = new();
}
