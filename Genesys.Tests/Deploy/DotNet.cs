using Genesys.Drills.Processes;

namespace Genesys.Tests.Deploy;

/// <summary>The SDK's command, run in the checkout.</summary>
internal static class DotNet
{
    // A compiler or node left behind would keep the pipes open.
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
    };

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and both streams.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunningProcess.RunAsync(
            "dotnet", arguments, Environment, Repository.Root, Cancel);
        return (exitCode, $"{output}\n{errors}");
    }
}
