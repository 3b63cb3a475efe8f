using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Dashboard;

internal static class DashboardServices
{
    public static void AddDashboard(this IServiceCollection services, DistributedApplicationOptions options, IConfiguration configuration)
    {
        _ = (services, options, configuration);
    }
}
