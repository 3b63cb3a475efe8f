using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.Events;

namespace Genesys.Tests.MockGenesys;

/// <summary>
/// What analytics says of the conversations that the sender has begun, and those that are lost on purpose.
/// </summary>
public class DetailsQueryTests
{
    private const string Query = "/api/v2/analytics/conversations/details/query";
    private const string TheHour = "2026-05-01T11:30:00.000Z/2026-05-01T12:00:00.000Z";

    [Fact]
    public async Task EveryConversationThatWasBegun_IsOnOnePageAndNoOther()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        var begun = Draw(mock, 400, new EventMix(0, 0.5, 0.05)).Select(one => one.ConversationId!)
            .Where(id => !id.StartsWith("00000000", StringComparison.Ordinal)).Distinct().Order().ToList();

        var pages = new List<JsonObject>();
        do
        {
            using var answer = await AskAsync(mock, TheHour, size: 20, number: pages.Count + 1);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            pages.Add(await AMock.ReadAsync(answer));
        }
        while (pages[^1].ContainsKey("conversations"));

        Assert.True(pages.Count > 2);
        Assert.All(pages, page => Assert.Equal(begun.Count, page["totalHits"]!.GetValue<int>()));
        Assert.Equal(begun, pages.SkipLast(1).SelectMany(page => page["conversations"]!.AsArray())
            .Select(conversation => conversation!["conversationId"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task AConversationThatGoesOn_HasNoEnd_AndOneOfAnotherTimeIsNotThere()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        Draw(mock, 1, new EventMix(0, 1, 0));
        mock.Clock.SetUtcNow(AMock.Start.AddHours(1));

        using var later = await AskAsync(mock, "2026-05-01T12:30:00Z/2026-05-01T13:00:00Z");
        using var earlier = await AskAsync(mock, "2026-05-01T11:00:00Z/2026-05-01T11:45:01Z");

        Assert.Equal(0, (await AMock.ReadAsync(later))["totalHits"]!.GetValue<int>());
        var conversation = (await AMock.ReadAsync(earlier))["conversations"]![0]!.AsObject();
        Assert.Equal("2026-05-01T11:45:00.000Z", conversation["conversationStart"]!.GetValue<string>());
        Assert.True(conversation.ContainsKey("conversationEnd"));
    }

    [Theory]
    [InlineData("yesterday", 25, 1, "invalid.date")]
    [InlineData("2026-05-01T12:00:00Z/2026-05-01T11:00:00Z", 25, 1, "invalid.date")]
    [InlineData("2026-01-01T00:00:00Z/2026-05-01T11:00:00Z", 25, 1, "invalid.date")]
    [InlineData(TheHour, 101, 1, "invalid.value")]
    [InlineData(TheHour, 25, 0, "invalid.value")]
    public async Task AQueryThatCannotBeAnswered_IsRefused(string interval, int size, int number, string code)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();

        using var answer = await AskAsync(mock, interval, size, number);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await AMock.ReadAsync(answer))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task AFilter_IsRefusedRatherThanPassedOver()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();

        using var answer = await mock.Client.PostAsJsonAsync(
            Query, new { interval = TheHour, segmentFilters = Array.Empty<object>() },
            Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task OneConversationInTen_LosesEveryEventAndNoOtherConversationLosesOne()
    {
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            [
                .. AMock.Sends(destination.Address, 300), ("Sender:LoseOneIn", "10"),
                ("Sender:UnknownConversationShare", "0"), ("Sender:Rate", "1000")]);
        await mock.SignInAsync();

        await ADestination.UntilAsync(mock, counts => counts.Delivered >= 200);

        var lost = await mock.Client.GetFromJsonAsync<string[]>("/mock/lost", Cancel);
        Assert.NotEmpty(lost!);
        Assert.All(
            lost!,
            id =>
                Assert.DoesNotContain(
                    destination.Requests,
                    request => Encoding.UTF8.GetString(request.Body).Contains(id, StringComparison.Ordinal)));
        using var answer = await AskAsync(mock, "2026-05-01T11:00:00Z/2026-05-01T12:10:00Z", 100);
        var known = (await AMock.ReadAsync(answer))["conversations"]!.AsArray()
            .Select(one => one!["conversationId"]!.GetValue<string>());
        Assert.Subset(known.ToHashSet(), lost!.ToHashSet());
    }

    private static List<OutgoingEvent> Draw(AMock mock, int count, EventMix mix)
    {
        var source = mock.Get<EventSource>();
        return [
            .. Enumerable.Range(0, count).Select(_ => source.Next(mix)).Where(one => one.ConversationId is not null)];
    }

    private static Task<HttpResponseMessage> AskAsync(AMock mock, string interval, int size = 25, int number = 1) =>
        mock.Client.PostAsJsonAsync(
            Query,
            new
            {
                interval,
                order = "asc",
                orderBy = "conversationStart",
                paging = new { pageSize = size, pageNumber = number }
            },
            Cancel);
}
