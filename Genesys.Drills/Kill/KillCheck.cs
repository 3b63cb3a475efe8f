using System.Diagnostics;
using Genesys.Drills.Stack;
using Genesys.Receiver.Client;

namespace Genesys.Drills.Kill;

/// <summary>
/// Looks for everything that was answered: an event that got a 200 was handed over, is a dead letter with its anomaly,
/// or waits; a 400 has its log event.
/// </summary>
internal sealed class KillCheck(
    KillStack stack, KillLoad load, DirectoryInfo folder, IReadOnlyList<DateTimeOffset> kills)
{
    private const int Shown = 10;

    private readonly AdminClient _journal = new(stack.Receivers[0]);
    private bool _isWhole = true;

    /// <summary>Prints what became of everything; true when nothing is missing.</summary>
    public async Task<bool> RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await _journal.CountOpenAsync(cancellationToken);
        while (Stopwatch.GetElapsedTime(started) < patience && (counts.Deliveries > 0 || counts.Anomalies > 0))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            counts = await _journal.CountOpenAsync(cancellationToken);
        }

        // In the order in which an event goes on, so that none is between two looks.
        var waiting = await _journal.DeliveriesAsync(DeliveryState.Open, cancellationToken);
        var dead = await _journal.DeliveriesAsync(DeliveryState.DeadLetter, cancellationToken);
        var handedOver = HandedOver.Read(folder);
        var waitingAnomalies = await _journal.AnomaliesAsync(AnomalyState.Waiting, cancellationToken);
        var setAside = await _journal.AnomaliesAsync(AnomalyState.SetAside, cancellationToken);
        var logged = await LogEvents.ReadAsync(stack.CloudWatch, cancellationToken);

        var accepted = load.Accepted.Keys;
        Console.WriteLine(
            $"{accepted.Count:n0} events answered 200: {accepted.Count(handedOver.ContainsKey):n0} handed over, {accepted.Count(dead.ContainsKey):n0} dead letters, "
            + $"{accepted.Count(waiting.ContainsKey):n0} wait");
        Console.WriteLine(
            $"{load.Rejected.Count:n0} events answered 400: {load.Rejected.Keys.Count(logged.ContainsKey):n0} log events in CloudWatch, "
            + $"{load.Rejected.Keys.Count(waitingAnomalies.Contains):n0} wait, {logged.Values.Count(times => times > 1):n0} written more than once");
        Console.WriteLine(
            $"{kills.Count:n0} kills, {load.Unanswered:n0} requests cut off and sent again, {load.Refused:n0} answered 503");
        Report(
            "events answered 200 are missing",
            accepted.Where(id => !handedOver.ContainsKey(id) && !dead.ContainsKey(id) && !waiting.ContainsKey(id)));
        Report(
            "events answered 400 have no log event",
            load.Rejected.Keys.Where(id => !logged.ContainsKey(id) && !waitingAnomalies.Contains(id)));
        Report(
            "dead letters have no log event",
            dead.Values.Where(id => !logged.ContainsKey(id) && !waitingAnomalies.Contains(id)));
        Report("anomalies are set aside", setAside);
        Report("answers are wrong", load.Wrong);
        var twice = handedOver.Where(pair => pair.Value > 1).ToList();
        Console.WriteLine($"{twice.Count:n0} events were handed over again after a kill");
        Console.WriteLine(_isWhole ? "Nothing is missing." : "Something is missing.");
        return _isWhole;
    }

    private void Report(string what, IEnumerable<string> items)
    {
        var all = items.ToList();
        Console.WriteLine($"{all.Count:n0} {what}");
        all.Take(Shown).ToList().ForEach(item => Console.WriteLine("  " + item));
        _isWhole &= all.Count == 0;
    }
}
