using Genesys.Receiver.GenesysCloud;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;

namespace Genesys.Tests.GenesysCloud;

/// <summary>
/// The inner tier: what is retried within a fetch, when, and how a fetch ends. All of it on a fake clock.
/// </summary>
public class RetryTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    [InlineData(408)]
    public async Task TransientStatus_IsRetriedFiveTimes_AfterOneTwoFourEightSixteenSeconds(int status)
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(status);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal(status == 429 ? FetchOutcome.Held : FetchOutcome.FailedForNow, result.Outcome);
        Assert.Equal($"http_{status}", result.Reason);
        Assert.Equal(status, result.StatusCode);
        Assert.Equal(6, result.Attempts);
        AssertMoments([0, 1, 3, 7, 15, 31], client.AttemptSeconds, tolerance: 0.3);
        Assert.All(
            result.Requests, request => Assert.Equal((status, $"http_{status}"), (request.StatusCode, request.Reason)));
        Assert.Equal([0, 1, 2, 4, 8, 16], result.Requests.Select(request => Math.Round(request.Waited.TotalSeconds)));
    }

    [Fact]
    public async Task NoConnection_IsRetriedLikeAnyTransientFailure()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) =>
            throw new HttpRequestException("Connection refused (login.example:443)");

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal(FetchOutcome.FailedForNow, result.Outcome);
        Assert.Equal("connection_failed", result.Reason);
        Assert.Equal(6, result.Attempts);
        Assert.Equal(0, result.StatusCode);
        Assert.True(client.Availability.IsUnreachable);
    }

    [Fact]
    public async Task Hang_IsCutAfterTheAttemptTimeout_AndRetried()
    {
        using var client = new ClientFixture(("Processing:AttemptTimeout", "00:00:05"));
        client.Handler.OnConversation = (number, _, token) => number == 0 ? Hang(token) : Answer(200);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal(FetchOutcome.Fetched, result.Outcome);
        AssertMoments([0, 6], client.AttemptSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task HangForEver_EndsTheFetchAsTimeout()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, token) => Hang(token);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForNow, "timeout", 6), (result.Outcome, result.Reason, result.Attempts));
    }

    [Fact]
    public async Task SuccessAfterFailures_IsASuccess()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) => Answer(number < 5 ? 503 : 200);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.Fetched, "completed", 6), (result.Outcome, result.Reason, result.Attempts));
        Assert.Equal("""{"id":"c"}"""u8.ToArray(), result.Conversation.ToArray());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(415)]
    [InlineData(422)]
    public async Task PermanentStatus_IsNotRetried(int status)
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(status);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForGood, 1, status), (result.Outcome, result.Attempts, result.StatusCode));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(425)]
    [InlineData(301)]
    [InlineData(204)]
    public async Task RefusalThatMayPass_IsLeftToADelayedRetry(int status)
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(status);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForNow, 1, status), (result.Outcome, result.Attempts, result.StatusCode));
    }

    [Fact]
    public async Task RetryAfterInSeconds_IsHonoured()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) =>
            number == 0 ? Answer(503, null, ("Retry-After", "10")) : Answer(200);

        await client.RunAsync(client.FetchAsync());

        AssertMoments([0, 10], client.AttemptSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task RetryAfterAsDate_IsHonoured()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) =>
            number == 0 ? Answer(429, null, ("Retry-After", client.Time.GetUtcNow().AddSeconds(42).ToString("R")))
                : Answer(200);

        await client.RunAsync(client.FetchAsync());

        AssertMoments([0, 42], client.AttemptSeconds, tolerance: 0.3);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task RetryAfterThatSaysNothing_FallsBackToTheBackoff(string value)
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) =>
            number == 0 ? Answer(503, null, ("Retry-After", value)) : Answer(200);

        await client.RunAsync(client.FetchAsync());

        AssertMoments([0, 1], client.AttemptSeconds, tolerance: 0.1);
    }

    [Theory]
    [InlineData(429, nameof(FetchOutcome.Held))]
    [InlineData(503, nameof(FetchOutcome.FailedForNow))]
    public async Task RetryAfterOverThreeMinutes_EndsTheFetchAtOnce(int status, string outcome)
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(status, null, ("Retry-After", "181"));

        var result = await client.RunAsync(client.FetchAsync(), limitSeconds: 1);

        Assert.Equal((outcome, 1), (result.Outcome.ToString(), result.Attempts));
        Assert.Equal(TimeSpan.FromSeconds(181), result.RetryAfter);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task RetryAfterOfYears_CountsAsAnHour(int status)
    {
        foreach (
            var years in new[] { "99999999", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT",
                "Friday, 31-Dec-49 23:59:59 GMT", "Fri Dec 31 23:59:59 9999" })
        {
            using var client = new ClientFixture();
            client.Handler.OnConversation = (_, _, _) => Answer(status, null, ("Retry-After", years));

            var result = await client.RunAsync(client.FetchAsync(), limitSeconds: 1);

            Assert.Equal((1, TimeSpan.FromHours(1)), (result.Attempts, result.RetryAfter));
        }
    }

    [Fact]
    public async Task RetryAfterAsDate_IsMeasuredByTheServersClock_NotByThisMachines()
    {
        using var client = new ClientFixture();
        var there = client.Time.GetUtcNow().AddDays(-1);
        client.Handler.OnConversation = (number, _, _) => number == 0
            ? Answer(503, null, ("Date", there.ToString("R")), ("Retry-After", there.AddSeconds(42).ToString("R")))
            : Answer(200);

        await client.RunAsync(client.FetchAsync());

        AssertMoments([0, 42], client.AttemptSeconds, tolerance: 0.3);
    }

    [Fact]
    public async Task NotFound_IsRetriedLikeAFailure_WhileItMayMeanNotYet()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) => Answer(number < 2 ? 404 : 200);

        var result = await client.RunAsync(client.FetchAsync(progress: new SilentProgress { RetriesNotFound = true }));

        Assert.Equal((FetchOutcome.Fetched, 3), (result.Outcome, result.Attempts));
        AssertMoments([0, 1, 3], client.AttemptSeconds, tolerance: 0.3);
    }

    [Fact]
    public async Task NotFound_IsOneAttempt_WhenItIsFinal()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(404);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.NotFound, "http_404", 1), (result.Outcome, result.Reason, result.Attempts));
    }

    [Fact]
    public async Task RetryAfterOfExactlyThreeMinutes_IsWaitedFor()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) =>
            number == 0 ? Answer(503, null, ("Retry-After", "180")) : Answer(200);

        await client.RunAsync(client.FetchAsync());

        AssertMoments([0, 180], client.AttemptSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task RefusedToken_IsReplaced_AndTheAttemptRepeatedOnce_BesideTheFiveRetries()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) => Answer(number switch { 0 => 401, < 6 => 500, _ => 200 });

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.Fetched, 7), (result.Outcome, result.Attempts));
        Assert.Equal(2, client.Handler.Tokens.Count);
        Assert.Equal(
            ["Bearer token-1", .. Enumerable.Repeat("Bearer token-2", 6)],
            client.Handler.Conversations.Select(request => request.Authorization));
    }

    [Fact]
    public async Task NewTokenRefusedToo_EndsTheFetch_ForADelayedRetry()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(401);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForNow, "http_401", 2), (result.Outcome, result.Reason, result.Attempts));
    }

    [Fact]
    public async Task RefusedNewToken_IsNamed_UntilAConversationIsSeen()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) => Answer(number < 2 ? 401 : 200);
        await client.RunAsync(client.FetchAsync());

        Assert.Contains("HTTP 401", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
        await client.RunAsync(client.FetchAsync());
        Assert.Empty(client.Availability.Problems);
    }

    [Fact]
    public async Task ThrottledWithoutRetryAfter_EveryoneWaits_AlsoAfterTheLastRetry()
    {
        using var client = new ClientFixture(("Processing:MaxRetries", "2"));
        client.Handler.OnConversation = (_, _, _) => Answer(429);

        await client.RunAsync(client.FetchAsync());

        Assert.Equal(3, client.Handler.Conversations.Count);
        Assert.Equal(0, client.Availability.Look(20).Most);
        Assert.Contains(
            "Genesys Cloud asked to wait, for its rate limit (429): work continues in 4 s.",
            client.Availability.Problems);
        Assert.InRange(client.Pacer.Paused.TotalSeconds, 3.5, 4);
    }

    [Fact]
    public async Task AnswersThatHang_NoRequestIsLetGoThatCannotStart_ToPileUpBehindTheConcurrencyLimit()
    {
        using var client = new ClientFixture(
            ("Processing:Concurrency", "2"), ("Processing:MaxRetries", "0"), ("Processing:AttemptTimeout", "00:05:00"));
        client.Pacer.Observe(new RateLimitReading(0, 300, TimeSpan.FromSeconds(60)));
        var hung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Handler.OnConversation = async (_, _, _) =>
        {
            await hung.Task;
            return await Answer(200);
        };
        var fetches = Enumerable.Range(0, 10).Select(number => client.FetchAsync($"c-{number}")).ToList();
        await Eventually.IsTrue(
            () => client.Handler.Conversations.Count == 2, "two requests are out", () =>
                client.Time.Advance(TimeSpan.FromMilliseconds(100)));
        client.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(2, client.Pacer.UsedShare * 300, 6);
        hung.SetResult();
        await client.RunAsync(Task.WhenAll(fetches));
        Assert.Equal(10, client.Handler.Conversations.Count);
    }

    [Fact]
    public async Task AnalyticsRefused_NamesTheirOwnPermission_ThoughConversationsAreSeen()
    {
        using var client = new ClientFixture(("Genesys:IncludeAnalytics", "true"));
        client.Handler.OnConversation = (_, request, _) =>
            Answer(request.RequestUri!.AbsolutePath.Contains("analytics", StringComparison.Ordinal) ? 403 : 200);
        await client.RunAsync(client.FetchAsync());
        await client.RunAsync(client.FetchAsync());

        Assert.Contains(
            "analytics:conversationDetail:view", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LimitOfAnAnswerWithoutAGoodToken_IsSomebodyElses()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) => Answer(
            number == 0 ? 401 : 200, null, ("inin-ratelimit-count", "1"), (
                "inin-ratelimit-allowed", number == 0 ? "60" : "300"), ("inin-ratelimit-reset", "60"));
        await client.RunAsync(client.FetchAsync());

        Assert.InRange(client.Pacer.TryAdmit(out _).TotalSeconds, 0, 0.3);
    }

    [Fact]
    public async Task NoRetriesConfigured_StillReplacesARefusedToken()
    {
        using var client = new ClientFixture(("Processing:MaxRetries", "0"));
        client.Handler.OnConversation = (number, _, _) => Answer(number == 0 ? 401 : 503);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForNow, 2), (result.Outcome, result.Attempts));
    }

    [Fact]
    public async Task Stopping_NoRetryIsWaitedFor()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (_, _, _) => Answer(503);

        var result = await client.RunAsync(
            client.FetchAsync(progress: new SilentProgress { MayRetry = false }), limitSeconds: 1);

        Assert.Equal(1, result.Attempts);
    }

    [Fact]
    public async Task Steps_AreAnnouncedInOrder()
    {
        using var client = new ClientFixture();
        client.Handler.OnConversation = (number, _, _) => Answer(number == 0 ? 503 : 200);
        var progress = new SilentProgress();

        await client.RunAsync(client.FetchAsync(progress: progress));

        Assert.Equal(["queueing", "attempt", "backing off", "queueing", "attempt"], progress.Steps);
    }

    [Theory]
    [InlineData(0, 0.0, 1)]
    [InlineData(0, 0.5, 1.5)]
    [InlineData(3, 0.999, 8.999)]
    [InlineData(4, 0.0, 16)]
    [InlineData(19, 0.0, 180)]
    public void Wait_IsTheTutorialsFormula_BoundedByThreeMinutes(int retry, double random, double seconds) =>
        Assert.Equal(seconds, RetryWait.Before(retry, null, new AttemptOptions(), random).TotalSeconds, 3);

    [Fact]
    public void Wait_FollowsTheOptions()
    {
        var options = new AttemptOptions
        {
            BaseDelay = TimeSpan.FromMilliseconds(
            10),
            Multiplier = 3,
            MaxJitter = TimeSpan.FromMilliseconds(4)
        };

        Assert.Equal(92, RetryWait.Before(2, null, options, 0.5).TotalMilliseconds, 3);
        Assert.Equal(7_002, RetryWait.Before(2, TimeSpan.FromSeconds(7), options, 0.5).TotalMilliseconds, 3);
    }

    private static void AssertMoments(double[] expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First, pair.First + tolerance));
    }
}
