using Genesys.Receiver.Configuration;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.Receiver.Validation;

/// <summary>Registers the validation.</summary>
internal static class ValidationHostExtensions
{
    /// <summary>Adds <see cref="DeliveryValidator"/> and <see cref="DriftWatch"/>.</summary>
    public static TBuilder AddValidation<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddValidatedOptions<ValidationOptions, ValidationOptionsValidator>(ValidationOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<ReceiverMetrics>();
        builder.Services.AddSingleton<DeliveryValidator>();
        builder.Services.AddSingleton<DriftWatch>();
        return builder;
    }
}
