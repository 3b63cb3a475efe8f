using System.Runtime.CompilerServices;

namespace Genesys.Tests;

/// <summary>What the processes have that tests start.</summary>
internal static class ProcessSettings
{
    // A tenth to a fifth of the work: code that runs for seconds isn't worth being watched to be compiled better. For
    // the tests' own process the project says so.
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
