using Genesys.Receiver.Configuration;
using Genesys.Receiver.Configuration.Platform;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Anomalies;

/// <summary>Adds the shipping of anomalies to a host.</summary>
internal static class AnomaliesHostExtensions
{
    /// <summary>
    /// Adds the pump from the journal to CloudWatch Logs and its health check. Add it after the journal and before
    /// whatever records anomalies while the service ends: hosted services stop in the opposite order.
    /// </summary>
    public static IHostApplicationBuilder AddAnomalies(this IHostApplicationBuilder builder)
    {
        builder.AddValidatedOptions<CloudWatchOptions, CloudWatchOptionsValidator>(CloudWatchOptions.Section);
        builder.AddSettingsCheck<AwsSettings>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ReceiverMetrics>();
        builder.Services.AddSingleton(services =>
            CloudWatchClient.FromEnvironment(services.GetRequiredService<IOptions<CloudWatchOptions>>().Value));
        builder.Services.AddSingleton<LogDestination>();
        builder.Services.AddSingleton<AnomalyReturns>();
        builder.Services.AddSingleton<AnomalyShipper>();
        builder.Services.AddSingleton<ShippingState>();
        builder.Services.AddHostedService<AnomalyPump>();
        builder.Services.AddHealthChecks().AddCheck<CloudWatchHealthCheck>(CloudWatchHealthCheck.Name);
        return builder;
    }
}
