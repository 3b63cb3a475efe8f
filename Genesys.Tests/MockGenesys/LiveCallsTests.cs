using System.Net.Http.Json;
using System.Text.Json;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.Sender;

namespace Genesys.Tests.MockGenesys;

public class LiveCallsTests
{
    [Fact]
    public async Task LiveCalls_EachSendATranscriptionEveryInterval()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [.. AMock.Sends(destination.Address, 0), ("Sender:Rate", "0"), ("Sender:LiveCalls", "5")]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered >= 50);

        var lines = mock.Get<Ledger>().Latest(50);
        Assert.All(lines, line => Assert.Equal(TranscriptionTopic.Template, line.EventType));
        Assert.Equal([10, 10, 10, 10, 10], lines.GroupBy(line => line.ConversationId).Select(call => call.Count()));
        // 50 events of 5 calls, one of each every 2 s; the clock goes on while the last of them are sent.
        Assert.InRange(mock.Clock.GetUtcNow() - AMock.Start, TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(60));
        Assert.All(lines, line => Assert.Equal(MediaType.Voice, Conversations.Of(line.ConversationId!).Media));
    }

    [Fact]
    public async Task NumberOfLiveCalls_ChangesWhileItRuns()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync([.. AMock.Sends(destination.Address, 0), ("Sender:Rate", "0")]);

        using var begun = await mock.Client.PutAsJsonAsync(
            "/mock/sender/live-calls", new { calls = 3 }, Cancel);
        await ADestination.UntilAsync(mock, counts => counts.Delivered >= 6);
        using var ended = await mock.Client.PutAsJsonAsync(
            "/mock/sender/live-calls", new { calls = 0 }, Cancel);
        using var refused = await mock.Client.PutAsJsonAsync(
            "/mock/sender/live-calls", new { calls = 1001 }, Cancel);

        Assert.Equal((200, 200, 400), ((int)begun.StatusCode, (int)ended.StatusCode, (int)refused.StatusCode));
        Assert.Equal(3, mock.Get<Ledger>().Latest(100).Select(line => line.ConversationId).Distinct().Count());
    }

    [Fact]
    public async Task CallThatIsOver_IsFollowedByAnother()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [
                .. AMock.Sends(destination.Address, 0), ("Sender:Rate", "0"), ("Sender:LiveCalls", "1"),
                ("Sender:CallLength", "00:00:10")]);

        await ADestination.UntilAsync(mock, counts => counts.Delivered >= 12);

        Assert.InRange(mock.Get<Ledger>().Latest(12).Select(line => line.ConversationId).Distinct().Count(), 2, 4);
    }

    [Fact]
    public async Task LiveCall_HasNoEndInTheApi_AndNoAnalytics()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        var call = mock.Get<EventSource>().NewCall();

        using var live = await mock.GetAsync($"/api/v2/conversations/{call.Id}");
        using var noAnalytics = await mock.GetAsync($"/api/v2/analytics/conversations/{call.Id}/details");
        mock.Clock.Advance(TimeSpan.FromHours(1));
        using var over = await mock.GetAsync($"/api/v2/conversations/{call.Id}");
        using var analytics = await mock.GetAsync($"/api/v2/analytics/conversations/{call.Id}/details");

        Assert.Null((await AMock.ReadAsync(live))["endTime"]);
        Assert.NotNull((await AMock.ReadAsync(over))["endTime"]);
        Assert.Equal((404, 200), ((int)noAnalytics.StatusCode, (int)analytics.StatusCode));
    }

    [Fact]
    public async Task Transcription_IsOfTheShapeThatGenesysCloudSends()
    {
        await using var mock = await AMock.StartAsync();
        var call = mock.Get<EventSource>().NewCall();

        using var sent = JsonDocument.Parse(mock.Get<EventSource>().Transcription(call, 3).Body);

        var body = sent.RootElement.GetProperty("detail").GetProperty("eventBody");
        Assert.Equal(call.Id, body.GetProperty("conversationId").GetString());
        Assert.Equal(JsonValueKind.String, body.GetProperty("eventTime").ValueKind);
        Assert.Equal(JsonValueKind.Number, body.GetProperty("sessionStartTimeMs").ValueKind);
        Assert.Equal(1, body.GetProperty("transcripts").GetArrayLength());
    }
}
