using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Adds the dashboard to the application as a hidden resource, and says where it is once it answers.</summary>
internal sealed partial class DashboardResource(
    DashboardOptions options, ResourceServiceHost resourceService, IDistributedApplicationEventing eventing, ILogger<DistributedApplication> logger) : IHostedService
{
    public const string Name = "aspire-dashboard";
    public const string HealthCheck = "aspire_dashboard_check";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            if (options.Path is not null)
            {
                start.Model.Resources.Add(Create(options.Path));
            }

            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private ExecutableResource Create(string path)
    {
        var dashboard = new ExecutableResource(Name, ProjectOutput.DotNet, Path.GetDirectoryName(path)!);
        dashboard.Annotations.Add(new CommandLineArgsCallbackAnnotation(args => args.Add(path)));
        dashboard.Annotations.Add(new EnvironmentCallbackAnnotation(AddEnvironmentAsync));
        dashboard.Annotations.Add(new HiddenAnnotation());
        dashboard.Annotations.Add(new HealthCheckAnnotation(HealthCheck));
        foreach (var url in options.FrontendUrls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var address = new Uri(url);
            dashboard.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, address.Scheme, port: address.Port, isProxied: false));
        }

        eventing.Subscribe<ResourceReadyEvent>(dashboard, (_, _) =>
        {
            Announce();
            return Task.CompletedTask;
        });
        return dashboard;
    }

    private async Task AddEnvironmentAsync(EnvironmentCallbackContext context)
    {
        var variables = context.EnvironmentVariables;
        variables["ASPNETCORE_ENVIRONMENT"] = "Production";
        variables["DOTNET_ENVIRONMENT"] = "Production";
        variables["ASPNETCORE_URLS"] = options.FrontendUrls;
        Set("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", options.OtlpGrpcUrl);
        Set("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", options.OtlpHttpUrl);
        variables["DASHBOARD__APPLICATIONNAME"] = options.ApplicationName;

        var resources = (await resourceService.Address.WaitAsync(context.CancellationToken).ConfigureAwait(false)).ToString();
        variables["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = resources;
        variables["DOTNET_RESOURCE_SERVICE_ENDPOINT_URL"] = resources;
        Set("DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE", options.ResourceServiceApiKey is null ? "Unsecured" : "ApiKey");
        Set("DASHBOARD__RESOURCESERVICECLIENT__APIKEY", options.ResourceServiceApiKey);
        Set("DASHBOARD__FRONTEND__AUTHMODE", options.BrowserToken is null ? "Unsecured" : "BrowserToken");
        Set("DASHBOARD__FRONTEND__BROWSERTOKEN", options.BrowserToken);
        Set("DASHBOARD__OTLP__AUTHMODE", options.OtlpApiKey is null ? "Unsecured" : "ApiKey");
        Set("DASHBOARD__OTLP__PRIMARYAPIKEY", options.OtlpApiKey);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                variables[name] = value;
            }
        }
    }

    private void Announce()
    {
        var url = options.FrontendUrl.GetLeftPart(UriPartial.Authority);
        Log.NowListening(logger, url);
        if (options.BrowserToken is { } token)
        {
            Log.Login(logger, string.Create(CultureInfo.InvariantCulture, $"{url}/login?t={token}"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(0, LogLevel.Information, "Now listening on: {DashboardUrl}")]
        public static partial void NowListening(ILogger logger, string dashboardUrl);

        [LoggerMessage(1, LogLevel.Information, "Login to the dashboard at {DashboardLoginUrl}")]
        public static partial void Login(ILogger logger, string dashboardLoginUrl);
    }
}
