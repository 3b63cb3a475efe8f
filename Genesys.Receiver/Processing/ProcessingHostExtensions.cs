using Genesys.Receiver.Configuration;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.Receiver.Processing;

/// <summary>Adds the processing of recorded deliveries, in the background and inline.</summary>
internal static class ProcessingHostExtensions
{
    public static IHostApplicationBuilder AddProcessing(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ProcessingOptions>(ProcessingOptions.Section);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReceiverMetrics>();
        services.TryAddSingleton<IntakeLoad>();
        services.AddSingleton<ProcessingState>();
        services.AddSingleton<ActiveFetches>();
        services.AddSingleton<FetchDependencies>();
        services.AddSingleton<DeliverySettlement>();
        services.AddSingleton<InlineProcessing>();
        services.AddHostedService<LeaseRenewal>();
        services.AddHostedService<DeliveryPump>();
        services.AddHostedService<CircuitWatch>();
        return builder;
    }
}
