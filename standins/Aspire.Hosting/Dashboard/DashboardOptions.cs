using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard is and who is let in; read from the variables that an AppHost's launch profile sets for Aspire.</summary>
internal sealed class DashboardOptions
{
    private const string DefaultFrontend = "http://localhost:18888";
    private const string DefaultOtlp = "http://localhost:18889";

    /// <summary>Assembly of the dashboard; <c>null</c>: there is none, only the resource service.</summary>
    public required string? Path { get; init; }

    /// <summary>ASPNETCORE_URLS: the pages, separated by semicolons.</summary>
    public required string FrontendUrls { get; init; }

    public required string? OtlpGrpcUrl { get; init; }

    public required string? OtlpHttpUrl { get; init; }

    /// <summary>ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL; <c>null</c>: a free port.</summary>
    public required Uri? ResourceServiceUrl { get; init; }

    /// <summary><c>null</c>: whoever reaches the pages is let in.</summary>
    public required string? BrowserToken { get; init; }

    /// <summary><c>null</c>: telemetry is taken from everybody.</summary>
    public required string? OtlpApiKey { get; init; }

    /// <summary><c>null</c>: the resource service answers everybody.</summary>
    public required string? ResourceServiceApiKey { get; init; }

    public required string ApplicationName { get; init; }

    public Uri FrontendUrl => new(FrontendUrls.Split(';')[0]);

    public static DashboardOptions Read(IConfiguration configuration, string? path)
    {
        var anonymous = bool.TryParse(Variable(configuration, "DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"), out var allowed) && allowed;
        var otlpGrpc = Variable(configuration, "DASHBOARD_OTLP_ENDPOINT_URL");
        var otlpHttp = Variable(configuration, "DASHBOARD_OTLP_HTTP_ENDPOINT_URL");
        var resourceService = Variable(configuration, "RESOURCE_SERVICE_ENDPOINT_URL");
        return new DashboardOptions
        {
            Path = path is not null && File.Exists(path) ? path : null,
            FrontendUrls = configuration["ASPNETCORE_URLS"] is { Length: > 0 } urls ? urls : DefaultFrontend,
            OtlpGrpcUrl = otlpGrpc ?? (otlpHttp is null ? DefaultOtlp : null),
            OtlpHttpUrl = otlpHttp,
            ResourceServiceUrl = resourceService is null ? null : Loopback(resourceService),
            BrowserToken = anonymous ? null
                : configuration["AppHost:BrowserToken"] ?? Variable(configuration, "DASHBOARD_FRONTEND_BROWSERTOKEN") ?? NewKey(),
            OtlpApiKey = anonymous ? null : configuration["AppHost:OtlpApiKey"],
            ResourceServiceApiKey = anonymous || configuration["AppHost:ResourceService:AuthMode"] == "Unsecured" ? null
                : configuration["AppHost:ResourceService:ApiKey"] ?? NewKey(),
            ApplicationName = Name(configuration["AppHost:DashboardApplicationName"] ?? "Aspire"),
        };
    }

    /// <summary>The names began with DOTNET_ before Aspire 9.3.</summary>
    private static string? Variable(IConfiguration configuration, string name) =>
        configuration["ASPIRE_" + name] is { Length: > 0 } value ? value
        : configuration["DOTNET_" + name] is { Length: > 0 } legacy ? legacy
        : null;

    private static Uri Loopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback
        ? uri
        : throw new DistributedApplicationException("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL must contain a local loopback address.");

    private static string NewKey() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string Name(string application) =>
        application.EndsWith(".AppHost", StringComparison.OrdinalIgnoreCase) ? application[..^".AppHost".Length] : application;
}
