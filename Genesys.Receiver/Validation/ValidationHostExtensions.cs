using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Validation;

/// <summary>Adds the room to the host.</summary>
public static class ValidationHostExtensions
{
    /// <summary>Adds <see cref="DeliveryValidator"/>.</summary>
    public static TBuilder AddValidation<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<ValidationOptions>()
            .BindConfiguration(ValidationOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ValidationOptions>, ValidationOptionsValidator>());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DeliveryValidator>();
        return builder;
    }
}
