namespace Genesys.ServiceDefaults;

/// <summary>How a program notices that <c>appsettings.json</c> changed.</summary>
public static class SettingsFiles
{
    private const string UsePolling = "DOTNET_USE_POLLING_FILE_WATCHER";

    /// <summary>
    /// Has the files looked at every 4 s; called before the host's builder is made. The platform's default takes one or
    /// two inotify instances for each program, of the 128 that a user has on many machines, and a program that gets
    /// none doesn't start. A file on a network share is announced by nobody.
    /// Source: Microsoft.Extensions.FileProviders.PhysicalFileProvider.UsePollingFileWatcher.
    /// </summary>
    public static void Poll()
    {
        if (Environment.GetEnvironmentVariable(UsePolling) is null)
        {
            Environment.SetEnvironmentVariable(UsePolling, "1");
        }
    }
}
