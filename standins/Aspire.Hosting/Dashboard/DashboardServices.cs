using Aspire.Hosting.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Dashboard;

internal static class DashboardServices
{
    public static void AddDashboard(this IServiceCollection services, DistributedApplicationOptions options, IConfiguration configuration)
    {
        if (options.DisableDashboard)
        {
            return;
        }

        var dashboard = DashboardOptions.Read(configuration, AppHostMetadata.DashboardPath(options.Assembly));
        services.AddSingleton(dashboard);
        services.AddHttpHealthCheck(DashboardResource.HealthCheck, "/health", 200, _ => dashboard.FrontendUrl);
        services.AddSingleton<ResourceServiceHost>();
        services.AddHostedService(provider => provider.GetRequiredService<ResourceServiceHost>());
        services.AddHostedService<DashboardResource>();
    }
}
