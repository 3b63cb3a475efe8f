using System.CommandLine;
using Genesys.Drills.Stack;

namespace Genesys.Drills.Pod;

/// <summary>
/// <c>pod --minutes 10 --cores 0.25 --megabytes 256 --receiver FOLDER</c>: a receiver in a small pod takes what an API
/// destination sends, with its conversations fetched and one destination.
/// </summary>
internal static class PodCommand
{
    public static Command Create()
    {
        var minutes = Options.Number("--minutes", "Minutes of load.", 10, 0.1, 10_000);
        var rate = Options.Number("--rate", "Events a second.", 300, 1, 10_000);
        var cores = Options.Number("--cores", "Cores that the receiver has.", 0.25, 0.05, 256);
        var megabytes = Options.Number("--megabytes", "Memory that it has.", 256, 64, 65_536);
        var p99 = Options.Number("--p99", "Milliseconds that the 99th percentile of answers may take.", 150, 1, 60_000);
        var receiver = new Option<string?>("--receiver")
        {
            Description = "Folder of a published receiver [default: the one that is built beside this]"
        };
        var command = new Command(
            "pod",
            "A receiver in a small pod at an API destination's rate (Linux, as root; exit code 3 where it can't run).")
        {
            minutes, rate, cores, megabytes, p99, receiver,
        };
        command.SetAction((parsed, cancellationToken) => new PodDrill(new PodSettings
        {
            Minutes = parsed.GetValue(minutes),
            Rate = parsed.GetValue(rate),
            Cores = parsed.GetValue(cores),
            Megabytes = parsed.GetValue(megabytes),
            P99 = parsed.GetValue(p99),
            Receiver = parsed.GetValue(receiver),
        }).RunAsync(cancellationToken));
        return command;
    }
}
