using Aspire.Dashboard.Configuration;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Access;

/// <summary>Says at start where the pages and the doors for telemetry are.</summary>
internal static partial class LoginAnnouncement
{
    public static void Write(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value;
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Aspire.Dashboard");
        var url = (options.Frontend.PublicUrl ?? app.Urls.FirstOrDefault() ?? "").TrimEnd('/');
        NowListening(logger, url);
        // An address with port 0 has its real port only now; Kestrel lists addresses in the order in which it was given them.
        var otlp = app.Urls.Skip(Listener.Split(options.Frontend.EndpointUrls).Length).ToArray();
        if (options.Otlp.GrpcEndpointUrl is { } grpc)
        {
            GrpcListening(logger, BindingAddress.Parse(grpc).Port == 0 ? otlp.FirstOrDefault() ?? grpc : grpc);
        }

        if (options.Otlp.HttpEndpointUrl is { } http)
        {
            HttpListening(logger, BindingAddress.Parse(http).Port == 0 ? otlp.LastOrDefault() ?? http : http);
        }

        if (DashboardOptionsSetup.Is(options.Frontend.AuthMode, FrontendAuthMode.BrowserToken))
        {
            // The console of whoever started the dashboard is where the token is handed over; Aspire's own writes the same line.
            LoginAt(logger, $"{url}{DashboardAccess.LoginPath}?t={options.Frontend.BrowserToken}");
        }
        else
        {
            Unsecured(logger);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Now listening on: {DashboardUri}")]
    private static partial void NowListening(ILogger logger, string dashboardUri);

    [LoggerMessage(2, LogLevel.Information, "OTLP/gRPC listening on: {OtlpEndpointUri}")]
    private static partial void GrpcListening(ILogger logger, string otlpEndpointUri);

    [LoggerMessage(3, LogLevel.Information, "OTLP/HTTP listening on: {OtlpEndpointUri}")]
    private static partial void HttpListening(ILogger logger, string otlpEndpointUri);

    [LoggerMessage(4, LogLevel.Information, "Login to the dashboard at {DashboardLoginUrl}")]
    private static partial void LoginAt(ILogger logger, string dashboardLoginUrl);

    [LoggerMessage(5, LogLevel.Warning, "Dashboard is unsecured: whoever reaches its address can see telemetry and run commands")]
    private static partial void Unsecured(ILogger logger);
}
