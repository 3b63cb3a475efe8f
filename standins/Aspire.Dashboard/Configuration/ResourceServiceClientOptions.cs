namespace Aspire.Dashboard.Configuration;

/// <summary>The application host whose resources are shown (<c>Dashboard:ResourceServiceClient</c>).</summary>
internal sealed class ResourceServiceClientOptions
{
    /// <summary>Address of the resource service (<c>ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL</c>); none: telemetry only.</summary>
    public string? Url { get; set; }

    public string? AuthMode { get; set; }

    /// <summary>Sent in the header <c>x-resource-service-api-key</c>.</summary>
    public string? ApiKey { get; set; }
}
