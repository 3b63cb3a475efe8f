using Genesys.Receiver.Configuration.Platform;

namespace Genesys.Receiver.Configuration;

/// <summary>Checks of the configuration as a whole.</summary>
internal static class ConfigurationHostExtensions
{
    /// <summary>Adds secrets from files, the report of unknown keys, and the check of every setting.</summary>
    public static IHostApplicationBuilder AddConfiguration(this IHostApplicationBuilder builder)
    {
        builder.AddSecretFiles();
        builder.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.Section);
        builder.AddSettingsCheck<ListenAddresses>();
        builder.AddSettingsCheck<LogSettings>();
        builder.Services.AddSingleton<UnknownKeys>();
        builder.Services.AddSingleton<ConfigurationCheck>();
        builder.Services.AddHostedService<UnknownKeysWarning>();
        return builder;
    }
}
