using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Client;
using Genesys.Tests.MockGenesys;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// Genesys publishes its events again, each under a new envelope id: the receiver shows it and hands all of them on,
/// or, as it is set to, takes them for duplicates and hands each event on once.
/// </summary>
public sealed class RepublishedTests : IDisposable
{
    private const int Events = 100;
    private const string Key = "an-operators-long-key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("republished-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Show")]
    [InlineData("Duplicate")]
    public async Task EveryEventThatIsPublishedAgain_IsShownWithItsFirstDelivery(string setting)
    {
        await using var receiver = ReceiverApp.Start(Settings(setting));
        await using var mock = await AMock.StartAsync(
            new FakeTimeProvider(TimeProvider.System.GetUtcNow()),
            [
                .. AMock.Sends(receiver.Address.AbsoluteUri, Events), ("Sender:Rate", "10000"),
                    ("Sender:InvocationRateLimit", "100000"),
                ("Sender:FlatShare", "0"), ("Sender:UnknownConversationShare", "0"), ("Sender:RepublishShare", "1"),
            ]);
        await ADestination.UntilAsync(mock, counts => counts.Published == 2 * Events && counts.Waiting == 0);
        var client = new ReceiverClient(
            new HttpClient { BaseAddress = receiver.Address }, ReceiverCredential.ApiKey(Key));
        List<DeliverySummary> all = [];
        await Eventually.IsTrue(
            async () => (all = await ReadAsync(client, new DeliveryFilter())).Count == 2 * Events, "all are found");

        // Of the other topics, an event says too little of itself.
        var ofConversations =
            all.Where(one => one.Topic!.StartsWith("v2.detail.events.conversation.", StringComparison.Ordinal))
            .ToList();
        var again = await ReadAsync(client, new DeliveryFilter { Republished = true });
        Assert.InRange(again.Count, 50, Events);
        Assert.Equal(ofConversations.Count / 2, again.Count);
        foreach (var one in again)
        {
            var first = all.Single(other => other.Key == one.Republished!.Key);
            Assert.Equal((one.Topic, one.ConversationId), (first.Topic, first.ConversationId));
            Assert.Equal(first.ReceivedAt.ToUnixTimeMilliseconds(),
                one.Republished!.ReceivedAt.ToUnixTimeMilliseconds());
            Assert.True(first.Key < one.Key && first.EventId != one.EventId && first.Republished is null);
        }

        var details = (await client.FindDeliveryAsync(again[0].Key, cancellationToken: Cancel))!;
        Assert.Equal(again[0].Republished, details.Republished);
        var duplicates = setting == "Duplicate" ? again.Count : 0;

        // Counts that are being written are seen a moment later.
        await Eventually.IsTrue(
            async () => (await client.GetActivityAsync(cancellationToken: Cancel)).Items is var minutes
                && (minutes.Sum(minute => minute.Republished), minutes.Sum(minute => minute.Duplicates)) == (
                    again.Count, duplicates),
            "all are counted");
        Assert.All(setting == "Duplicate" ? again : [], one =>
            Assert.Equal((DeliveryState.Finished, 0), (one.State, one.PayloadSize)));
        var file = Path.Combine(_folder.FullName, "crm.ndjson");
        await Eventually.IsTrue(
            async () => File.Exists(file)
                && (await File.ReadAllLinesAsync(file, Cancel)).Length == (2 * Events) - duplicates,
                "each is handed on");
    }

    [Fact]
    public async Task AnEventOfTheLedger_IsPublishedAgainByHand()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock =
            await AMock.StartAsync([.. AMock.Sends(destination.Address, 1), ("Sender:FlatShare", "0")]);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 1);

        using var answer = await mock.Client.PostAsync(
            new Uri("/mock/ledger/1/republish", UriKind.Relative), null, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        await ADestination.UntilAsync(mock, counts => counts.Delivered == 2);

        var (first, again) =
            (JsonNode.Parse(destination.Requests.First().Body)!, JsonNode.Parse(destination.Requests.Last().Body)!);
        Assert.NotEqual(first["id"]!.ToString(), again["id"]!.ToString());
        Assert.True(JsonNode.DeepEquals(first["detail"], again["detail"]));
        using var unknown = await mock.Client.PostAsync(
            new Uri("/mock/ledger/99/republish", UriKind.Relative), null, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
        using var wrong = await mock.Client.PutAsJsonAsync("/mock/sender/republish", new { share = 2 }, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private Dictionary<string, string?> Settings(string republished) => new()
    {
        ["ConnectionStrings:journal"] = Path.Combine(_folder.FullName, "journal.db"),
        ["Journal:Republished"] = republished,
        // Nothing is fetched: an event is handed on as it is recorded.
        ["Genesys:FetchTopics:0"] = "none",
        ["GENESYS_API_BASE"] = "http://127.0.0.1:9",
        ["GENESYS_LOGIN_BASE"] = "http://127.0.0.1:9",
        ["Admin:Operators:alice:ApiKey"] = Key,
        ["Admin:Operators:alice:Role"] = "reader",
        ["Destinations:crm:Type"] = "File",
        ["Destinations:crm:Payload"] = "Event",
        ["Destinations:crm:Path"] = Path.Combine(_folder.FullName, "crm.ndjson"),
    };

    private static async Task<List<DeliverySummary>> ReadAsync(ReceiverClient client, DeliveryFilter filter)
    {
        var all = new List<DeliverySummary>();
        await foreach (var one in client.ReadDeliveriesAsync(filter, Cancel))
        {
            all.Add(one);
        }

        return all;
    }
}
