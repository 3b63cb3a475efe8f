namespace Aspire.Dashboard.Configuration;

/// <summary>How people are let in.</summary>
internal enum FrontendAuthMode
{
    Unsecured,
    BrowserToken,
}

/// <summary>How senders of telemetry, and callers of the telemetry API, are let in.</summary>
internal enum ApiKeyAuthMode
{
    Unsecured,
    ApiKey,
}

/// <summary>How the dashboard shows the resource service who it is.</summary>
internal enum ResourceClientAuthMode
{
    Unsecured,
    ApiKey,
}
