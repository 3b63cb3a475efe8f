using System.Runtime.CompilerServices;
using Genesys.ServiceDefaults;

namespace Genesys.Tests;

/// <summary>What the processes have that tests start.</summary>
internal static class ProcessSettings
{
    [ModuleInitializer]
    internal static void Set()
    {
        // A tenth to a fifth of the work: code that runs for seconds isn't worth being watched to be compiled better.
        // For the tests' own process the project says so.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");

        // Hundreds of hosts at once would have more inotify instances than the 128 of a user.
        SettingsFiles.Poll();
    }
}
