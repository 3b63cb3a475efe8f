using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Faults;
using Genesys.MockGenesys.OAuth;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

public class FaultTests
{
    private const string Conversation = "/api/v2/conversations/c1";

    [Fact]
    public async Task StatusMix_IsDrawnByWeight()
    {
        await using var mock = await AMock.StartAsync(("Mock:RequestsPerMinute", "100000"));
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(
            new Fault { Kind = FaultKind.Status, StatusMix = new Dictionary<int, double> { [500] = 1, [503] = 3 } });

        var statuses = new List<HttpStatusCode>();
        for (var request = 0; request < 80; request++)
        {
            using var answer = await mock.GetAsync(Conversation);
            statuses.Add(answer.StatusCode);
        }

        Assert.InRange(statuses.Count(status => status == HttpStatusCode.InternalServerError), 8, 32);
        Assert.All(
            statuses,
            status => Assert.True(status is HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task TooManyRequests_HasItsRetryAfterAndBody()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.TooManyRequests, RetryAfterSeconds = 600 });

        using var answer = await mock.GetAsync(Conversation);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("600", Assert.Single(answer.Headers.GetValues("Retry-After")));
        Assert.Equal("too.many.requests.retry.after", (await AMock.ReadAsync(answer))["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(403, "missing.any.permissions")]
    [InlineData(500, "internal.server.error")]
    [InlineData(503, "service.unavailable")]
    [InlineData(504, "request.timeout")]
    [InlineData(418, "http.418")]
    public async Task StatusOfAFault_HasTheCodeThatBelongsToIt(int status, string code)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock
            .Get<FaultPlan>()
            .Add(new Fault { Kind = FaultKind.Status, StatusMix = new Dictionary<int, double> { [status] = 1 } });

        using var answer = await mock.GetAsync("/api/v2/conversations/c");

        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await AMock.ReadAsync(answer);
        Assert.Equal((code, status), (problem["code"]!.GetValue<string>(), problem["status"]!.GetValue<int>()));
        Assert.Equal(
            Assert.Single(answer.Headers.GetValues("ININ-Correlation-Id")), problem["contextId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(FaultKind.Status)]
    [InlineData(FaultKind.TooManyRequests)]
    [InlineData(FaultKind.WrongContentType)]
    public async Task AnswerOfAFault_HasTheHeadersOfEveryAnswer(FaultKind kind)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = kind });

        using var answer = await mock.GetAsync(Conversation);

        Assert.Equal("1", Assert.Single(answer.Headers.GetValues("inin-ratelimit-count")));
        Assert.Single(answer.Headers.GetValues("ININ-Correlation-Id"));
    }

    [Fact]
    public async Task Count_EndsAFault()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.Status, Count = 2 });

        var statuses = new List<int>();
        for (var request = 0; request < 3; request++)
        {
            using var answer = await mock.GetAsync(Conversation);
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Equal([503, 503, 200], statuses);
        Assert.Empty(mock.Get<FaultPlan>().List());
    }

    [Fact]
    public void Window_BeginsEndsAndComesAgain()
    {
        var (plan, clock) = APlan();
        plan.Add(new Fault
        {
            Kind = FaultKind.Outage,
            StartsIn = TimeSpan
                .FromMinutes(1),
            Duration = TimeSpan
                .FromMinutes(2),
            Every = TimeSpan
                .FromMinutes(10),
        });

        var on = new List<int>();
        for (var minute = 0; minute < 25; minute++)
        {
            if (plan.DrawEffect(FaultScope.Api).Kind == FaultKind.Outage)
            {
                on.Add(minute);
            }

            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([1, 2, 11, 12, 21, 22], on);
    }

    [Fact]
    public void SameSeed_DrawsTheSameRequests()
    {
        static IEnumerable<bool> Run()
        {
            var (plan, _) = APlan();
            plan.Add(new Fault { Kind = FaultKind.Reset, Share = 0.3 });
            return [.. Enumerable.Range(0, 500).Select(_ => plan.DrawEffect(FaultScope.Api).Kind is not null)];
        }

        Assert.Equal(Run(), Run());
        Assert.InRange(Run().Count(isHit => isHit), 120, 180);
    }

    [Theory]
    [InlineData(LatencyShape.Fixed)]
    [InlineData(LatencyShape.Uniform)]
    [InlineData(LatencyShape.Normal)]
    [InlineData(LatencyShape.Exponential)]
    public void Latency_StaysWithinItsRange(LatencyShape shape)
    {
        var random = new Random(1);
        var latency = new LatencyDistribution
        {
            Shape = shape,
            From = TimeSpan.FromMilliseconds(100),
            To = TimeSpan.FromMilliseconds(900),
        };

        var drawn = Enumerable.Range(0, 2_000).Select(_ => latency.Draw(random).TotalMilliseconds).ToList();

        Assert.All(drawn, time => Assert.InRange(time, 100, 900));
        var mean = shape switch { LatencyShape.Fixed => 900, LatencyShape.Exponential => 260, _ => 500 };
        Assert.InRange(drawn.Average(), mean - 30, mean + 30);
    }

    [Fact]
    public async Task Latency_HoldsTheAnswerBack()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        var fixedTime = new LatencyDistribution { Shape = LatencyShape.Fixed, To = TimeSpan.FromSeconds(30) };
        mock.Get<FaultPlan>().Add(new Fault { Id = "late", Kind = FaultKind.Latency, Latency = fixedTime });

        var answer = mock.GetAsync(Conversation);
        await UntilHitAsync(mock);
        mock.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(answer.IsCompleted);
        // The fault is counted before its wait begins.
        await Eventually.IsTrue(
            () => answer.IsCompleted, "the answer comes", () => mock.Clock.Advance(TimeSpan.FromSeconds(1)));

        using var late = await answer;
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    [Fact]
    public async Task Hang_NeverAnswers()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.Hang });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var answer = mock.Client.GetAsync(Conversation, patience.Token);
        await UntilHitAsync(mock);
        mock.Clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(answer.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.Outage)]
    [InlineData(FaultKind.TruncatedBody)]
    public async Task BrokenConnection_IsNoAnswer(FaultKind kind)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = kind });

        await Assert.ThrowsAsync<HttpRequestException>(() => mock.GetAsync(Conversation));
    }

    [Fact]
    public async Task TruncatedBody_HasTheHeadersOfTheWholeOne()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.TruncatedBody });

        using var answer = await mock.Client.GetAsync(
            Conversation, HttpCompletionOption.ResponseHeadersRead, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Content.Headers.ContentLength > 500);
        await Assert.ThrowsAnyAsync<Exception>(
            () => answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task WrongContentType_IsAPageWithStatus200()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.WrongContentType });

        using var answer = await mock.GetAsync(Conversation);

        Assert.Equal(
            (HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task RevokedTokens_Are401UntilAnotherIsIssued()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.RevokeTokens, Count = 1 });

        using var revoked = await mock.GetAsync(Conversation);
        await mock.SignInAsync();
        using var renewed = await mock.GetAsync(Conversation);

        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
        Assert.Equal("bad.credentials", (await AMock.ReadAsync(revoked))["code"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
    }

    [Theory]
    [InlineData(FaultScope.Token, 503, 200)]
    [InlineData(FaultScope.Api, 200, 503)]
    [InlineData(FaultScope.Everything, 503, 503)]
    public async Task Scope_ChoosesTheRequests(FaultScope scope, int token, int api)
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.Status, Scope = scope });

        using var tokenAnswer = await mock.AskForTokenAsync("client", "secret", "/api/v2/oauth/token");
        using var apiAnswer = await mock.GetAsync(Conversation);

        Assert.Equal((token, api), ((int)tokenAnswer.StatusCode, (int)apiAnswer.StatusCode));
    }

    [Fact]
    public async Task FaultsOfTheSettings_AreThereFromTheStart()
    {
        await using var mock = await AMock.StartAsync(("Mock:UnavailableShare", "0.5"), ("Mock:SlowShare", "0.1"));

        Assert.Equal(["slow", "unavailable"], mock.Get<FaultPlan>().List().Select(state => state.Fault.Id));
    }

    [Fact]
    public async Task HttpApi_SetsListsAndDeletesFaults()
    {
        await using var mock = await AMock.StartAsync();
        var fault = JsonNode.Parse("""
            {"id":"mine","kind":"status","scope":"everything","share":0.5,"count":3,"duration":"00:01:00","statusMix":{"500":1}}
            """);

        using var set = await mock.Client.PostAsJsonAsync("/mock/faults", fault, Cancel);
        var listed = await mock.Client.GetFromJsonAsync<JsonArray>(
            "/mock/faults", Cancel);
        using var deleted = await mock.Client.DeleteAsync("/mock/faults/mine", Cancel);
        using var again = await mock.Client.DeleteAsync("/mock/faults/mine", Cancel);

        Assert.Equal(HttpStatusCode.Created, set.StatusCode);
        Assert.Equal("everything", Assert.Single(listed!)!["fault"]!["scope"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, again.StatusCode));
    }

    [Theory]
    [InlineData("""{"kind":"status","share":0}""", "share")]
    [InlineData("""{"kind":"status","count":0}""", "count")]
    [InlineData("""{"kind":"status","statusMix":{"200":1}}""", "statusMix")]
    [InlineData("""{"kind":"outage","every":"00:01:00"}""", "every")]
    [InlineData("""{"kind":"latency","latency":{"from":"00:00:02","to":"00:00:01"}}""", "latency")]
    [InlineData("""{"kind":"tooManyRequests","retryAfterSeconds":-1}""", "retryAfterSeconds")]
    [InlineData("""{"kind":"outage","duration":"-00:01:00"}""", "duration")]
    public async Task FaultThatCannotBe_IsRefusedWithAReason(string fault, string member)
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.Client.PostAsync(
            "/mock/faults", new StringContent(fault, System.Text.Encoding.UTF8, "application/json"),
            Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            member, (await AMock.ReadAsync(answer))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void HundredthAndFirstFault_IsRefused()
    {
        var (plan, _) = APlan();
        for (var fault = 0; fault < FaultPlan.Capacity; fault++)
        {
            Assert.NotNull(plan.Add(new Fault { Kind = FaultKind.Hang }));
        }

        Assert.Null(plan.Add(new Fault { Kind = FaultKind.Hang }));
    }

    private static (FaultPlan Plan, FakeTimeProvider Clock) APlan()
    {
        var options = Options.Create(new MockOptions { SlowShare = 0, TooManyRequestsShare = 0, UnavailableShare = 0 });
        var clock = new FakeTimeProvider(AMock.Start);
        var monotonic = new MonotonicClock(clock);
        return (
            new FaultPlan(monotonic, new RandomStreams(options), new IssuedTokens(monotonic, clock, options), options),
            clock);
    }

    private static Task UntilHitAsync(AMock mock) =>
        Eventually.IsTrue(() => mock.Get<FaultPlan>().List().Any(state => state.Hits != 0), "a fault is applied");
}
