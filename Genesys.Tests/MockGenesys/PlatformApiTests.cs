using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace Genesys.Tests.MockGenesys;

public class PlatformApiTests
{
    private const string Conversation = "/api/v2/conversations/2f7bf00a-0fc2-4d6a-9b56-92238191433e";

    [Fact]
    public async Task Conversation_IsTheSameInEveryRun()
    {
        await using var one = await AMock.StartAsync();
        await using var other = await AMock.StartAsync(("Mock:Seed", "99"));
        await one.SignInAsync();
        await other.SignInAsync();

        using var first = await one.GetAsync(Conversation);
        other.Clock.Advance(TimeSpan.FromDays(3));
        await other.SignInAsync();
        using var second = await other.GetAsync(Conversation);

        Assert.Equal(
            await first.Content.ReadAsStringAsync(Cancel),
            await second.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Conversation_HasTheMembersThatGenesysCloudGivesIt()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();

        using var answer = await mock.GetAsync(Conversation);
        var conversation = await AMock.ReadAsync(answer);

        Assert.Equal(
            [
                "address", "conversationIds", "divisions", "endTime", "id", "participants", "recentTransfers",
                "recordingState", "securePause", "selfUri", "startTime"],
            conversation.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("2f7bf00a-0fc2-4d6a-9b56-92238191433e", conversation["id"]!.GetValue<string>());
        var purposes = conversation["participants"]!
            .AsArray()
            .Select(participant => participant!["purpose"]!.GetValue<string>());
        Assert.Equal(["customer", "flow", "acd"], purposes.Take(3));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", conversation["startTime"]!.GetValue<string>());
    }

    [Fact]
    public async Task AnalyticsDetails_TellTheSameConversation()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();

        using var conversation = await mock.GetAsync(Conversation);
        using var details = await mock.GetAsync(
            "/api/v2/analytics/conversations/2f7bf00a-0fc2-4d6a-9b56-92238191433e/details");

        Assert.Equal(HttpStatusCode.OK, details.StatusCode);
        var analytics = await AMock.ReadAsync(details);
        Assert.Equal(
            (await AMock.ReadAsync(conversation))["startTime"]!.GetValue<string>(),
            analytics["conversationStart"]!.GetValue<string>());
        Assert.NotEmpty(analytics["participants"]!.AsArray());
    }

    [Theory]
    [InlineData("00000000-0fc2-4d6a-9b56-92238191433e", HttpStatusCode.NotFound)]
    [InlineData("any-other-id", HttpStatusCode.OK)]
    [InlineData("..%2Fusers%2Fme", HttpStatusCode.OK)]
    public async Task ConversationId_OfTheFormZeroIsUnknown(string id, HttpStatusCode status)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();

        using var answer = await mock.GetAsync("/api/v2/conversations/" + id);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, "authentication.required")]
    [InlineData("Bearer nobody-issued-this", "bad.credentials")]
    [InlineData("Basic Y2xpZW50OnNlY3JldA==", "authentication.required")]
    public async Task WithoutAGoodToken_TheAnswerIs401(string? authorization, string code)
    {
        await using var mock = await AMock.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Conversation);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await mock.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var problem = await AMock.ReadAsync(answer);
        Assert.Equal(code, problem["code"]!.GetValue<string>());
        Assert.Equal(401, problem["status"]!.GetValue<int>());
        Assert.Equal(
            Assert.Single(answer.Headers.GetValues("ININ-Correlation-Id")), problem["contextId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "/api/v2/nowhere", 404, "not.found")]
    [InlineData("DELETE", Conversation, 405, "method.not.allowed")]
    public async Task WhatIsNotServed_IsAnsweredInTheErrorForm(string method, string path, int status, string code)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await mock.Client.SendAsync(request, Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (await AMock.ReadAsync(answer))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task EveryAnswer_SaysHowMuchOfTheMinuteIsUsed()
    {
        await using var mock = await AMock.StartAsync(("Mock:RequestsPerMinute", "3"));
        await mock.SignInAsync();

        using var first = await mock.GetAsync(Conversation);
        mock.Clock.Advance(TimeSpan.FromSeconds(17.5));
        using var second = await mock.GetAsync("/api/v2/nowhere");

        Assert.Equal((1, 3, 61), RateLimit(first));
        Assert.Equal((2, 3, 43), RateLimit(second));
    }

    [Fact]
    public async Task RequestBeyondTheLimit_Is429UntilTheWindowEnds()
    {
        await using var mock = await AMock.StartAsync(("Mock:RequestsPerMinute", "2"));
        await mock.SignInAsync();
        (await mock.GetAsync(Conversation)).Dispose();
        (await mock.GetAsync(Conversation)).Dispose();
        mock.Clock.Advance(TimeSpan.FromSeconds(18));

        using var beyond = await mock.GetAsync(Conversation);
        mock.Clock.Advance(TimeSpan.FromSeconds(42));
        using var after = await mock.GetAsync(Conversation);

        Assert.Equal(HttpStatusCode.TooManyRequests, beyond.StatusCode);
        Assert.Equal("43", Assert.Single(beyond.Headers.GetValues("Retry-After")));
        var problem = await AMock.ReadAsync(beyond);
        Assert.Equal("too.many.requests.retry.after", problem["code"]!.GetValue<string>());
        Assert.Equal(
            "Rate limit exceeded the maximum. Retry the request in [43] seconds",
            problem["message"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal((1, 2, 61), RateLimit(after));
    }

    [Fact]
    public async Task Limit_IsChangedWhileItRuns()
    {
        await using var mock = await AMock.StartAsync(("Mock:RequestsPerMinute", "1"));
        await mock.SignInAsync();
        (await mock.GetAsync(Conversation)).Dispose();

        using var changed = await mock.Client.PutAsJsonAsync(
            "/mock/limit", new { requestsPerMinute = 2 }, Cancel);
        using var second = await mock.GetAsync(Conversation);
        using var third = await mock.GetAsync(Conversation);
        using var refused = await mock.Client.PutAsJsonAsync(
            "/mock/limit", new { requestsPerMinute = 0 }, Cancel);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal((HttpStatusCode.OK, (2, 2, 61)), (second.StatusCode, RateLimit(second)));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Traffic_IsCountedSecondBySecond_AndTheQuietOnesAreThere()
    {
        await using var mock = await AMock.StartAsync(("Mock:RequestsPerMinute", "2"));
        await mock.SignInAsync();
        (await mock.GetAsync(Conversation)).Dispose();
        mock.Clock.Advance(TimeSpan.FromSeconds(2));
        (await mock.GetAsync(Conversation)).Dispose();
        (await mock.GetAsync(Conversation)).Dispose();
        mock.Clock.Advance(TimeSpan.FromSeconds(1));

        using var answer = await mock.GetAsync("/mock/traffic?seconds=4");

        var traffic = await AMock.ReadAsync(answer);
        Assert.Equal(2, traffic["requestsPerMinute"]!.GetValue<int>());
        var seconds = traffic["seconds"]!.AsArray();
        Assert.Equal([0, 1, 0, 2], seconds.Select(second => second!["requests"]!.GetValue<int>()));
        Assert.Equal([0, 0, 0, 1], seconds.Select(second => second!["throttled"]!.GetValue<int>()));
        Assert.Equal(AMock.Start.ToUnixTimeSeconds() + 2, seconds[3]!["second"]!.GetValue<long>());
    }

    [Fact]
    public async Task AnotherClient_HasAWindowOfItsOwn()
    {
        await using var mock = await AMock.StartAsync(("Mock:RequestsPerMinute", "1"));
        await mock.SignInAsync("one");
        (await mock.GetAsync(Conversation)).Dispose();
        await mock.SignInAsync("two");

        using var answer = await mock.GetAsync(Conversation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task AvailableTopics_AreAll242()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();

        using var answer = await mock.GetAsync(
            "/api/v2/notifications/availabletopics?expand=transports,topicParameters");

        var topics = (await AMock.ReadAsync(answer))["entities"]!.AsArray();
        Assert.Equal(
            242, topics.Select(topic => topic!["id"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        var audits = topics.Single(
            topic => topic!["id"]!.GetValue<string>() == "v2.audits.entitytype.{id}.entityid.{id}");
        Assert.Equal(2, audits!["topicParameters"]!.AsArray().Count);
    }

    private static (int Count, int Allowed, int Reset) RateLimit(HttpResponseMessage answer)
    {
        int Read(string name) => int.Parse(
            Assert.Single(answer.Headers.GetValues("inin-ratelimit-" + name)), CultureInfo.InvariantCulture);
        return (Read("count"), Read("allowed"), Read("reset"));
    }
}
