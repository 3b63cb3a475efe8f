using System.Diagnostics;
using System.Globalization;
using Genesys.Drills.Processes;
using Genesys.Drills.Stack;
using Genesys.MockGenesys;

namespace Genesys.Drills.Pod;

/// <summary>
/// A receiver with the processor and the memory of a small pod, and a verdict. What it talks to is outside of the pod.
/// </summary>
internal sealed class PodDrill(PodSettings settings)
{
    private const int CannotRun = 3;
    private const int Parts = 6;

    // What it holds at the end beside what it held once it was warm.
    private const double MostGrowth = 1.15;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(2);

    /// <summary>0 when it holds, 1 when it doesn't, 3 where it can't be run.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(settings);
        using var group = ControlGroup.TryCreate(settings.Cores, settings.Megabytes * 1024L * 1024, out var problem);
        if (group is null)
        {
            Console.WriteLine($"The drill can't run here: {problem}.");
            return CannotRun;
        }

        var folder = Directory.CreateTempSubdirectory("pod-");
        await using var genesys = await MockGenesysApp.StartAsync(
            Receivers.Genesys()
                .ToDictionary(
                    pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), string? (pair) => pair.Value),
            cancellationToken: cancellationToken);
        try
        {
            var environment = Receivers.Environment(folder.FullName, 1, null, genesys.Address, genesys.Address);
            environment["Genesys__RequestsPerMinute"] = "1000000";
            using var receiver = new Part(
                "Genesys.Receiver", Path.Combine(folder.FullName, "receiver.log"), environment)
            {
                Folder = settings.Receiver,
                Within = group,
            };
            return await RunAsync(receiver, folder, cancellationToken) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> RunAsync(Part receiver, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        receiver.Start();
        await receiver.ReadyAsync(cancellationToken);
        Console.WriteLine($"ready after {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s");

        var (memory, slowest) = (new List<double>(), 0d);
        var load = new PodLoad(settings, receiver.Client);
        for (var part = 0; part < Parts && !receiver.HasExited; part++)
        {
            load = new PodLoad(settings, receiver.Client);
            await load.RunAsync(TimeSpan.FromMinutes(settings.Minutes / Parts), cancellationToken);
            if (load.Accepted < load.Sent || receiver.HasExited)
            {
                return Say(
                    false,
                    $"{load.Sent - load.Accepted} of {load.Sent} events weren't accepted{(receiver.HasExited ? ": the receiver has ended" : "")}");
            }

            memory.Add(receiver.ResidentBytes / 1e6);
            // The runtime compiles in the first part.
            slowest = part == 0 ? 0 : Math.Max(slowest, load.Percentile(99));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"part {part + 1} of {Parts}: p50 {load.Percentile(50):f1} ms, p99 {load.Percentile(99):f1} ms, {memory[^1]:f0} MB"));
        }

        var holds = Say(
            slowest <= settings.P99,
            string.Create(CultureInfo.InvariantCulture, $"p99 {slowest:f1} ms, {settings.P99} at most"));
        holds &= Say(
            memory[^1] <= MostGrowth * memory[1],
            string.Create(
                CultureInfo.InvariantCulture, $"{memory[^1]:f0} MB at the end, {memory[1]:f0} MB after a third"));
        return await AllHandedOverAsync(folder, load.Sent * Parts, cancellationToken) && holds;
    }

    private static async Task<bool> AllHandedOverAsync(
        DirectoryInfo folder, int sent, CancellationToken cancellationToken)
    {
        var drain = Stopwatch.StartNew();
        var handedOver = HandedOver.Read(folder).Count;
        while (handedOver < sent && drain.Elapsed < LongestDrain)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            handedOver = HandedOver.Read(folder).Count;
        }

        return Say(
            handedOver == sent,
            $"{handedOver} of {sent} events handed over with their conversations, {drain.Elapsed.TotalSeconds:f0} s after the load");
    }

    private static bool Say(bool holds, string what)
    {
        Console.WriteLine($"{(holds ? "holds" : "FAILS")}: {what}");
        return holds;
    }
}
