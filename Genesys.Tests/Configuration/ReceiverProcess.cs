using Genesys.Drills.Processes;

namespace Genesys.Tests.Configuration;

/// <summary>The receiver's own process, run to its end.</summary>
internal static class ReceiverProcess
{
    /// <summary>Runs it with these arguments and with no setting but these.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments, params (string Name, string Value)[] environment)
    {
        var command = RunningProcess.Command("Genesys.Receiver");
        return RunningProcess.RunAsync(
            command[0],
            [.. command.Skip(1), .. arguments],
            environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)),
            cancellationToken: Cancel);
    }
}
