using Genesys.Receiver.Configuration;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>Adds the Genesys Cloud client.</summary>
internal static class GenesysCloudHostExtensions
{
    public static IHostApplicationBuilder AddGenesysCloud(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<GenesysOptions, GenesysOptionsValidator>(GenesysOptions.Section);
        builder.AddValidatedOptions<AttemptOptions>(AttemptOptions.Section);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReceiverMetrics>();
        services.AddGenesysHttp();
        services.AddSingleton<GenesysEndpoints>();
        services.AddSingleton<GenesysAvailability>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<TokenSource>();
        services.AddSingleton(CreatePacer);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<AttemptOptions>>().Value);
        services.AddSingleton<FetchTopics>();
        services.AddSingleton<ApiRequests>();
        services.AddSingleton<Conversations>();
        services.AddSingleton<ConversationDetails>();
        services.AddHostedService<TokenWarmUp>();
        services.AddHealthChecks().AddCheck<GenesysHealthCheck>(GenesysHealthCheck.Name);
        return builder;
    }

    private static RequestPacer CreatePacer(IServiceProvider services)
    {
        var pacer = new RequestPacer(
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<GenesysOptions>>()
                .Value.RequestsPerMinute);
        services.GetRequiredService<ReceiverMetrics>().Meter.CreateObservableGauge(
            "genesys.ratelimit.used",
            () => pacer.UsedShare,
            "1",
            "Share of Genesys Cloud's rate limit that is used in the window, by all clients of the credentials");
        return pacer;
    }
}
