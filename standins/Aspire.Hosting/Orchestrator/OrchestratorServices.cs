using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestrator;

internal static class OrchestratorServices
{
    public static void AddOrchestrator(this IServiceCollection services)
    {
        services.AddSingleton<ProcessSpecFactory>();
        services.AddSingleton<InstanceSnapshots>();
        services.AddSingleton<InstanceRunner>();
        services.AddSingleton<ParameterProcessor>();
        services.AddSingleton<ApplicationOrchestrator>();
        services.AddHostedService(provider => provider.GetRequiredService<ApplicationOrchestrator>());
    }
}
