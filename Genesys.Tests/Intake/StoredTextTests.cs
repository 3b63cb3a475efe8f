using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Journal;
using Genesys.Tests.Validation;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

/// <summary>
/// Text that is only stored, on its way through every folder: half surrogate pairs, and events in records of the new
/// bus.
/// </summary>
public sealed class StoredTextTests : IDisposable
{
    private const string Half = @"\ud83d";

    private readonly ReceiverApp _receiver = ReceiverApp.Start();

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task HalfASurrogatePair_IsAccepted_AndStoredAsItCame()
    {
        var payload = Partner().Replace("SUBJECT", "Hi " + Half, StringComparison.Ordinal);

        using var answer = await _receiver.SendAsync(payload, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var journal = _receiver.Services.GetRequiredService<IJournal>();
        await Eventually.IsTrue(
            async () => (await journal.GetStateAsync(Cancel)).OpenDeliveries == 1, "the delivery is in the journal");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HalfASurrogatePairInAnId_IsAnsweredWithAFinding(bool inARecord)
    {
        var payload = Partner().Replace(Events.Id, "a" + Half, StringComparison.Ordinal);

        using var answer = await _receiver.SendAsync(inARecord ? Record(payload) : payload, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var finding = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel))
            .RootElement.GetProperty("errors")[0];
        Assert.Equal("lone_surrogate", finding.GetProperty("code").GetString());
        Assert.Equal(inARecord ? "/Data/id" : "/id", finding.GetProperty("path").GetString());
        var state = await _receiver.Services.GetRequiredService<IJournal>().GetStateAsync(Cancel);
        Assert.Equal(1, state.OpenAnomalies);
    }

    [Fact]
    public async Task ArrayOfRecords_IsTakenEventByEvent()
    {
        var good = Partner().Replace("SUBJECT", Half, StringComparison.Ordinal);
        var bad = good.Replace("\"123456789012\"", "5", StringComparison.Ordinal);
        var again = good.Replace(Events.Id, Guid.NewGuid().ToString(), StringComparison.Ordinal);

        using var answer = await _receiver.SendAsync(
            $"[{Record(good)},{Record(bad)},{good},{Record(again)}]", Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var items = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel))
            .RootElement.GetProperty("items");
        Assert.Equal(
            ["accepted", "rejected", "duplicate", "accepted"],
            items.EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal("/Data/account", items[1].GetProperty("errors")[0].GetProperty("path").GetString());
    }

    private static string Record(string payload) =>
        "{\"Data\":" + payload + ",\"Metadata\":{},\"SystemMetadata\":{\"aws:DeliveryType\":\"LIVE\"}}";

    private static string Partner() => Events.Partner(
        "v2.detail.events.conversation.{id}.customer.start",
        new JsonObject { ["eventTime"] = 1, ["conversationId"] = Events.ConversationId, ["subject"] = "SUBJECT" })
            .ToJsonString();
}
