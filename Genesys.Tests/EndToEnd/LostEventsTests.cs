using System.Net.Http.Json;
using System.Text.Json;
using Genesys.MockGenesys.Sender;
using Genesys.Receiver.Client;
using Genesys.Tests.MockGenesys;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// "Was anything lost?", asked of the mock that lost it: every event of one conversation in ten is never sent. The
/// receiver names each by its id, and nothing else; a job fetches them and hands them on.
/// </summary>
public sealed class LostEventsTests : IDisposable
{
    private const int Events = 1_200;
    private const string Key = "an-operators-long-key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lost-events-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task EveryConversationThatWasLost_IsNamedByItsId_AndNothingElse_AndAJobHandsItOn()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var receiver = ReceiverApp.Start(Settings("http://127.0.0.1:9", isEnabled: false));
        await using var mock = await AMock.StartAsync(
            clock,
            [
                .. AMock.Sends(receiver.Address.AbsoluteUri, Events), ("Sender:Rate", "10000"),
                ("Sender:InvocationRateLimit", "100000"),
                ("Sender:LoseOneIn", "10"), ("Sender:FlatShare", "0"), ("Sender:UnknownConversationShare", "0"),
            ]);
        await ADestination.UntilAsync(mock, counts => mock.Get<EventBridge>().Made == Events && counts.Waiting == 0);
        var lost = (await mock.Client.GetFromJsonAsync<string[]>("/mock/lost", Cancel))!;
        await receiver.DisposeAsync();

        await using var again = ReceiverApp.Start(Settings(mock.Client.BaseAddress!.AbsoluteUri, isEnabled: true));
        var client = new ReceiverClient(new HttpClient { BaseAddress = again.Address }, ReceiverCredential.ApiKey(Key));
        IReadOnlyList<ReconciliationWindow> windows = [];
        await Eventually.IsTrue(
            async () =>
                (windows = (await client.GetReconciliationAsync(cancellationToken: Cancel)).Items) is { Count: > 0 }
                && windows.Where(window => window.To < TimeProvider.System.GetUtcNow())
                    .All(window => window.CheckedAt is not null),
            "all windows are compared");

        Assert.InRange(lost.Length, 5, 50);
        Assert.Equal(lost.Order(), (await MissingAsync(client, windows)).Select(one => one.ConversationId).Order());
        Assert.True(windows.Sum(window => window.Known) > 5 * lost.Length);

        // Six are under way at a time: those haven't had their last event.
        Assert.InRange(windows.Sum(window => window.Incomplete), 0, 6);
        var keys = (await MissingAsync(client, windows)).Select(one => one.Key).ToList();
        await client.CreateJobAsync(
            new JobRequest { Action = JobAction.Fetch, Keys = keys, Reason = "They were lost." }, Cancel);

        var taken = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.IsTrue(() => (taken = Taken()).Count >= lost.Length, "all of them are handed on");
        Assert.Equal(lost.Order(), taken.Order());
        Assert.All(await MissingAsync(client, windows), one => Assert.NotNull(one.RecordedAt));
    }

    private Dictionary<string, string?> Settings(string genesys, bool isEnabled) => new()
    {
        ["ConnectionStrings:journal"] = Path.Combine(_folder.FullName, "journal.db"),
        ["GENESYS_API_BASE"] = genesys.TrimEnd('/'),
        ["GENESYS_LOGIN_BASE"] = genesys.TrimEnd('/'),
        // Nothing is fetched for an event, so that what is fetched was lost.
        ["Genesys:FetchTopics:0"] = "none",
        ["Genesys:RequestsPerMinute"] = "100000",
        ["Admin:Operators:alice:ApiKey"] = Key,
        ["Admin:Operators:alice:Role"] = "operator",
        ["Reconciliation:Enabled"] = isEnabled ? "true" : "false",
        ["Reconciliation:Interval"] = "00:10:00",
        ["Reconciliation:Delay"] = "00:00:00",
        ["Reconciliation:Lookback"] = "00:40:00",
        ["Reconciliation:RequestsPerMinute"] = "300",
        ["Destinations:crm:Type"] = "File",
        ["Destinations:crm:Path"] = Path.Combine(_folder.FullName, "crm.ndjson"),
        ["Destinations:crm:Topics:0"] = "genesys.reconciliation",
    };

    private static async Task<List<ReconciliationConversation>> MissingAsync(
        ReceiverClient client, IEnumerable<ReconciliationWindow> windows)
    {
        var all = new List<ReconciliationConversation>();
        foreach (var window in windows)
        {
            all.AddRange(
                (await client.FindReconciliationAsync(
                    window.Id, ReconciliationResult.Missing, 500, null, Cancel))!.Items);
        }

        return all;
    }

    private HashSet<string> Taken()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in EventLines.Of(_folder, "crm"))
        {
            using var one = JsonDocument.Parse(line);
            Assert.Equal("genesys.reconciliation", one.RootElement.GetProperty("type").GetString());
            Assert.Equal(
                "missing", one.RootElement.GetProperty("data").GetProperty("event").GetProperty("result").GetString());
            taken.Add(one.RootElement.GetProperty("data").GetProperty("conversation").GetProperty("id").GetString()!);
        }

        return taken;
    }
}
