namespace Aspire.Dashboard.Configuration;

/// <summary>The door for telemetry (<c>Dashboard:Otlp</c>).</summary>
internal sealed class OtlpOptions
{
    /// <summary>Address for OTLP over gRPC (<c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c>); none: not served.</summary>
    public string? GrpcEndpointUrl { get; set; }

    /// <summary>Address for OTLP over HTTP (<c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c>); none: not served.</summary>
    public string? HttpEndpointUrl { get; set; }

    public string? AuthMode { get; set; }

    /// <summary>Compared with the header <c>x-otlp-api-key</c>.</summary>
    public string? PrimaryApiKey { get; set; }

    /// <summary>A second key that is valid too, so that keys can be changed without a gap.</summary>
    public string? SecondaryApiKey { get; set; }

    public OtlpCorsOptions Cors { get; set; } = new();
}
