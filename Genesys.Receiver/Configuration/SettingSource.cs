namespace Genesys.Receiver.Configuration;

/// <summary>Where a setting's value comes from.</summary>
internal static class SettingSource
{
    /// <summary>
    /// True when it is read from a file of settings, where an empty list and an empty object have a value too.
    /// </summary>
    public static bool IsFile(IConfiguration configuration, string key) =>
        (configuration as IConfigurationRoot)?.Providers.Reverse()
            .FirstOrDefault(provider => provider.TryGet(key, out _))
            is FileConfigurationProvider or StreamConfigurationProvider;
}
