using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations.Files;
using Genesys.Receiver.Destinations.Operators;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Destinations;

/// <summary>Adds the destinations to a host.</summary>
internal static class DestinationsHostExtensions
{
    /// <summary>
    /// Adds their options, types and pumps. Add it after the journal: hosted services stop in the opposite order.
    /// </summary>
    public static IHostApplicationBuilder AddDestinations(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<DestinationsOptions, DestinationsOptionsValidator>(DestinationsOptions.Section);
        var services = builder.Services;
        services.AddOwnTypes();
        services.AddSingleton<IPostConfigureOptions<DestinationsOptions>, SinkFileDestination>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReceiverMetrics>();
        services.AddSingleton<DestinationRouting>();
        services.AddSingleton<HandOverSettlement>();
        services.TryAddSingleton<IntakeLoad>();
        services.AddSingleton<DestinationSet>();
        services.AddSingleton<DestinationStates>();
        services.AddSingleton<DestinationAdministration>();
        services.Replace(ServiceDescriptor.Singleton(CreateLimits));
        services.AddActivatedSingleton<DestinationGauges>();
        services.AddHostedService<DestinationService>();
        services.AddHealthChecks().AddCheck<DestinationsHealthCheck>(DestinationsHealthCheck.Name);
        return builder;
    }

    /// <summary>The journal has them before it records anything.</summary>
    private static DestinationLimits CreateLimits(IServiceProvider services)
    {
        var routing = services.GetRequiredService<DestinationRouting>();
        var limits = new DestinationLimits();
        limits.Set(services.GetRequiredService<IOptions<DestinationsOptions>>().Value.Select(pair =>
            new DestinationLimit(
                pair.Key,
                pair.Value.MaxWaiting,
                pair.Value.Ordering == DestinationOrdering.Conversation,
                type => routing.OfOperatorEvent(type).Contains(pair.Key, StringComparer.Ordinal))));
        return limits;
    }
}
