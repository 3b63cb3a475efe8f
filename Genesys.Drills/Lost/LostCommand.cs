using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Genesys.Drills.Stack;
using Genesys.Receiver.Client;

namespace Genesys.Drills.Lost;

/// <summary>
/// <c>lost --events 200000 --one-in 1000</c>: every event of one conversation in so many is dropped before it is sent;
/// says whether reconciliation names each of those conversations by its id, and no other.
/// </summary>
internal static class LostCommand
{
    // The mock's conversations began so long before their first event.
    private static readonly TimeSpan Ago = TimeSpan.FromMinutes(15);

    public static Command Create()
    {
        var events = Options.Number("--events", "Events that the contact centre makes.", 200_000, 1_000, 10_000_000);
        var oneIn = Options.Number(
            "--one-in", "Of so many conversations every event of one is dropped.", 1_000, 1, 1_000_000);
        var postgres = Options.Postgres();
        var command = new Command(
            "lost",
            "Drops every event of some conversations: whether reconciliation names each, and no other.") {
                events, oneIn, postgres };
        command.SetAction(async (parsed, cancellationToken) =>
            await RunAsync(
                parsed.GetValue(events), parsed.GetValue(oneIn), parsed.GetValue(postgres), cancellationToken) ? 0 : 1);
        return command;
    }

    private static async Task<bool> RunAsync(
        int events, int oneIn, string? postgres, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("lost-");
        using var genesys = new Part(
            "Genesys.MockGenesys", Path.Combine(folder.FullName, "genesys.log"), Receivers.Genesys());
        using var receiver = new Part(
            "Genesys.Receiver", Path.Combine(folder.FullName, "receiver.log"),
            Compares(folder.FullName, postgres, genesys.Address));
        genesys.Set(Sends(receiver.Address, events, oneIn));
        genesys.Start();
        receiver.Start();
        await receiver.ReadyAsync(cancellationToken);
        Console.WriteLine(
            $"{events:n0} events, every event of one conversation in {oneIn:n0} dropped; files in {folder.FullName}");

        var sent = await SentAsync(genesys, cancellationToken);
        var last = TimeProvider.System.GetUtcNow() - Ago;
        Console.WriteLine($"{sent:n0} events were delivered; the windows up to {last:HH:mm:ss} are waited for");
        var client = new ReceiverClient(receiver.Client, ReceiverCredential.ApiKey(AdminClient.Key));
        var windows = await ComparedAsync(client, last, cancellationToken);
        var lost = (await genesys.Client.GetFromJsonAsync<string[]>("/mock/lost", cancellationToken))!.ToHashSet(
            StringComparer.Ordinal);
        var named = await MissingAsync(client, windows, cancellationToken);
        Console.WriteLine(
            $"{lost.Count:n0} conversations were dropped, {named.Count:n0} are named as missing: {lost.Except(named).Count():n0} of the dropped aren't, "
            + $"{named.Except(lost).Count():n0} others are; {windows.Sum(window => window.Known):n0} known, {windows.Sum(window => window.Incomplete):n0} incomplete "
            + $"(at most 6 were under way at the end), {windows.Sum(window => window.Requests):n0} requests");
        return lost.Count > 0 && lost.SetEquals(named);
    }

    private static Dictionary<string, string> Sends(Uri target, int events, int oneIn) => new()
    {
        ["Sender__Target"] = target.AbsoluteUri,
        ["Sender__Rate"] = "3000",
        ["Sender__InvocationRateLimit"] = "100000",
        ["Sender__Count"] = events.ToString(CultureInfo.InvariantCulture),
        ["Sender__LoseOneIn"] = oneIn.ToString(CultureInfo.InvariantCulture),
        ["Sender__InvalidShare"] = "0",
        ["Sender__FlatShare"] = "0",
        ["Sender__UnknownConversationShare"] = "0",
    };

    private static Dictionary<string, string> Compares(string folder, string? postgres, Uri genesys) =>
        new(Receivers.Environment(folder, 0, postgres, genesys, new Uri("http://127.0.0.1:9")))
        {
            ["Genesys__FetchTopics__0"] = "none",
            ["Reconciliation__Enabled"] = "true",
            ["Reconciliation__Interval"] = "00:01:00",
            // A minute after the last event of a window's conversations.
            ["Reconciliation__Delay"] = (Ago + TimeSpan.FromMinutes(1)).ToString("c", CultureInfo.InvariantCulture),
            ["Reconciliation__Lookback"] = (Ago + TimeSpan.FromMinutes(2)).ToString("c", CultureInfo.InvariantCulture),
            ["Reconciliation__RequestsPerMinute"] = "300",
            // They all began within minutes, and each minute's query names all that are under way in it.
            ["Reconciliation__MaxConversations"] = "100000",
        };

    private static async Task<long> SentAsync(Part genesys, CancellationToken cancellationToken)
    {
        for (var (delivered, since) = (0L, Stopwatch.GetTimestamp()); ;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            var counts = (await genesys.Client.GetFromJsonAsync<JsonObject>("/mock/sender", cancellationToken))![
                "counts"]!;
            var now = counts["delivered"]!.GetValue<long>();
            if (now != delivered || now == 0)
            {
                (delivered, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (counts["waiting"]!.GetValue<long>() == 0
                && Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(5))
            {
                return delivered;
            }
        }
    }

    private static async Task<IReadOnlyList<ReconciliationWindow>> ComparedAsync(
        ReceiverClient client, DateTimeOffset last, CancellationToken cancellationToken)
    {
        while (true)
        {
            var windows = (await client.GetReconciliationAsync(500, cancellationToken: cancellationToken)).Items;
            var mine = windows.Where(window => window.From <= last).ToList();
            if (mine.Count > 0 && windows.Max(window => window.To) > last
                && mine.All(window => window.CheckedAt is not null))
            {
                return mine;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<HashSet<string>> MissingAsync(
        ReceiverClient client, IReadOnlyList<ReconciliationWindow> windows, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var window in windows)
        {
            string? cursor = null;
            do
            {
                var page = (await client.FindReconciliationAsync(
                    window.Id, ReconciliationResult.Missing, 500, cursor, cancellationToken))!;
                named.UnionWith(page.Items.Select(one => one.ConversationId));
                cursor = page.Next;
            }
            while (cursor is not null);
        }

        return named;
    }
}
