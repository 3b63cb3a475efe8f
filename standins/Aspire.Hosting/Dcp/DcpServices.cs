using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Dcp;

internal static class DcpServices
{
    public static void AddDcp(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<DcpOptions>(configuration.GetSection(DcpOptions.Section));
        services.AddSingleton<PortAllocator>();
        services.AddSingleton<EndpointAllocator>();
        services.AddSingleton<ProcessGuard>(_ => OperatingSystem.IsWindows() ? new JobObjectGuard() : new PipeGuard());
        services.AddSingleton<ProcessLauncher>();
        services.AddSingleton<RunFolder>();
        services.AddSingleton<PostgresImage>();
        services.AddSingleton<InstanceConfiguration>();
    }
}
