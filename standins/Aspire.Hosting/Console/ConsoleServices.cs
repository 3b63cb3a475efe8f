using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Console;

internal static class ConsoleServices
{
    /// <summary>Tests hear the resources through their logger; who runs an AppHost sees them in the terminal.</summary>
    public static void AddConsole(this IServiceCollection services, DistributedApplicationOptions options)
    {
        services.AddSingleton<ResourceLogFollower>();
        if (options.EnableResourceLogging)
        {
            services.AddHostedService<ResourceLoggerForwarderService>();
        }
        else
        {
            services.AddHostedService<ResourceConsole>();
            services.AddHostedService<TerminalHangup>();
        }
    }
}
