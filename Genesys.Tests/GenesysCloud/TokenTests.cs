using Genesys.Receiver.GenesysCloud;
using Microsoft.Extensions.Logging;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;

namespace Genesys.Tests.GenesysCloud;

/// <summary>The token's life, on a fake clock.</summary>
public class TokenTests
{
    [Fact]
    public async Task ManyWait_OneRequestIsMade()
    {
        using var client = new ClientFixture();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Handler.OnToken = async (_, _) =>
        {
            await gate.Task;
            return await Token("only", 3_600);
        };
        var waiting = Enumerable.Range(0, 50).Select(
            _ => client.Tokens.GetAsync(Cancel).AsTask()).ToList();

        gate.SetResult();
        var answers = await Task.WhenAll(waiting);

        Assert.Single(client.Handler.Tokens);
        Assert.All(answers, answer => Assert.Equal("only", Assert.IsType<TokenAnswer.Granted>(answer).Token.Value));
    }

    [Fact]
    public async Task RefusedTokenThatAnotherHasTakenThePlaceOf_TakesThatOneFromNobody()
    {
        using var client = new ClientFixture();
        var first = await GrantedAsync(client);
        client.Tokens.Drop(first);
        var second = await client.RunAsync(GrantedAsync(client));

        client.Tokens.Drop(first);

        Assert.Same(second, await client.RunAsync(GrantedAsync(client)));
        Assert.Equal(2, client.Handler.Tokens.Count);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(3_600)]
    [InlineData(86_399)]
    [InlineData(172_800)]
    public async Task Token_IsRenewedAtNinetyPercentOfItsLife_InTheBackground(double life)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) => Token($"token-{number}", life);
        await ValueOfAsync(client);

        client.Time.Advance(TimeSpan.FromSeconds((life * 0.9) - 1));
        Assert.Single(client.Handler.Tokens);
        client.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2, client.Handler.Tokens.Count);
        Assert.Equal("token-1", await ValueOfAsync(client));
    }

    [Fact]
    public async Task RenewalUnderWay_NobodyWaitsForIt()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, token) => number == 0 ? Token("old", 1_000) : Hang(token);
        await ValueOfAsync(client);

        client.Time.Advance(TimeSpan.FromSeconds(905));

        Assert.Equal(2, client.Handler.Tokens.Count);
        Assert.Equal("old", await ValueOfAsync(client));
    }

    [Fact]
    public async Task FailedRenewal_IsRepeatedBeforeTheOldTokenEnds()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) => number is 0 or 3 ? Token($"token-{number}", 1_000) : Answer(503);
        await ValueOfAsync(client);

        client.Time.Advance(TimeSpan.FromSeconds(901));
        client.Time.Advance(TimeSpan.FromSeconds(30));
        client.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(4, client.Handler.Tokens.Count);
        Assert.Equal("token-3", await ValueOfAsync(client));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task WrongCredentials_AreTriedOnceAMinute_ShownInHealth_AndLoggedOnce(int status)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (
            _, _) => Answer(status, """{"error":"invalid_client","description":"client not found"}""");
        client.Tokens.Start();
        for (var i = 0; i < 10; i++)
        {
            var result = await client.RunAsync(client.FetchAsync(), limitSeconds: 1);
            Assert.Equal((FetchOutcome.Held, "credentials", 0), (result.Outcome, result.Reason, result.Attempts));
        }

        Assert.Single(client.Handler.Tokens);
        for (var minute = 0; minute < 5; minute++)
        {
            client.Time.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Equal(6, client.Handler.Tokens.Count);
        Assert.Contains("GENESYS_", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
        Assert.Equal(0, client.Availability.Look(10).Most);
        Assert.Single(client.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Error);
        Assert.Empty(client.Handler.Conversations);
    }

    [Fact]
    public async Task MendedCredentials_AreFoundByThemselves_AndWorkGoesOn()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) => number < 2 ? Answer(401) : Token("good", 3_600);
        client.Tokens.Start();
        var waiting = client.Availability.Look(20).WaitForMoreAsync(
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task,
            Cancel);

        client.Time.Advance(TimeSpan.FromSeconds(60));
        client.Time.Advance(TimeSpan.FromSeconds(60));

        await waiting;
        Assert.Empty(client.Availability.Problems);
        Assert.Equal(FetchOutcome.Fetched, (await client.RunAsync(client.FetchAsync())).Outcome);
    }

    [Fact]
    public async Task RenewalRefused_OldTokenWorksOn_AndHealthTells()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) => number == 0 ? Token("old", 1_000) : Answer(401);
        await ValueOfAsync(client);

        client.Time.Advance(TimeSpan.FromSeconds(905));

        Assert.Single(client.Availability.Problems);
        Assert.Equal(10, client.Availability.Look(10).Most);
        Assert.Equal(FetchOutcome.Fetched, (await client.RunAsync(client.FetchAsync())).Outcome);
        client.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(FetchOutcome.Held, (await client.RunAsync(client.FetchAsync())).Outcome);
        Assert.Equal(0, client.Availability.Look(10).Most);
    }

    [Fact]
    public async Task SecretThatIsRotated_IsTriedAtOnce_AndNobodyWaits()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) => Token($"token-{number}", 86_399);
        Assert.Equal("token-0", await ValueOfAsync(client));

        client.Change("GENESYS_CLIENT_SECRET", "rotated");
        await client.RunAsync(client.FetchAsync());

        await Eventually.IsTrue(
            () => client.Handler.Tokens.Count == 2, "the new secret is tried", () =>
                client.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.EndsWith(":rotated", client.Handler.Credentials.Last(), StringComparison.Ordinal);
        client.Change("GENESYS_CLIENT_SECRET", "rotated");
        client.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, client.Handler.Tokens.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(200)]
    [InlineData(503)]
    public async Task SecretThatIsRotatedWhileTheOldOneIsOnItsWay_IsTriedAtOnce(int status)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) =>
        {
            if (number > 0)
            {
                return Token("new", 3_600);
            }

            client.Change("GENESYS_CLIENT_SECRET", "rotated");
            return status == 200 ? Token("old", 3_600) : Answer(status, """{"error":"invalid_client"}""");
        };

        var result = await client.RunAsync(client.FetchAsync(), limitSeconds: 5);

        Assert.Equal(FetchOutcome.Fetched, result.Outcome);
        await Eventually.IsTrue(
            () => client.Handler.Tokens.Count == 2, "the new secret is tried", () =>
                client.Time.Advance(TimeSpan.FromMilliseconds(10)));
        Assert.InRange((client.Handler.Tokens.Last() - client.Handler.Tokens.First()).TotalSeconds, 0.9, 5);
        Assert.EndsWith(":rotated", client.Handler.Credentials.Last(), StringComparison.Ordinal);
        Assert.Empty(client.Availability.Problems);
        Assert.DoesNotContain(client.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task SecretThatComesLate_EndsTheProblem()
    {
        using var client = new ClientFixture(("GENESYS_CLIENT_SECRET", null));
        client.Tokens.Start();
        Assert.Single(client.Availability.Problems);

        client.Change("GENESYS_CLIENT_SECRET", "late");

        await Eventually.IsTrue(() => client.Availability.Problems.Count == 0, "the problem is over");
        Assert.Equal(FetchOutcome.Fetched, (await client.RunAsync(client.FetchAsync())).Outcome);
    }

    [Fact]
    public async Task MissingCredentials_AreNeverTried_AndHealthSaysWhatToSet()
    {
        using var client = new ClientFixture(("GENESYS_CLIENT_SECRET", null));
        client.Tokens.Start();

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal(FetchOutcome.Held, result.Outcome);
        Assert.Empty(client.Handler.Tokens);
        Assert.Contains("GENESYS_CLIENT_SECRET", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "token_http_500", nameof(FetchOutcome.FailedForNow))]
    [InlineData(429, "token_http_429", nameof(FetchOutcome.Held))]
    public async Task TokenEndpointInTrouble_IsATransientFailure_RetriedInTheFetch(
        int status, string reason, string outcome)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (_, _) => Answer(status);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((outcome, reason, 0), (result.Outcome.ToString(), result.Reason, result.Attempts));
        Assert.Equal(6, client.Handler.Tokens.Count);
    }

    [Fact]
    public async Task TokenThatDoesNotComeInTheTimeOfAnAttempt_IsItsReason_HoweverLateItWasAskedFor()
    {
        using var client = new ClientFixture(("Processing:MaxRetries", "0"), ("Processing:AttemptTimeout", "00:00:05"));
        client.Handler.OnToken = (number, token) => number == 0 ? Answer(500) : Hang(token);
        await client.RunAsync(client.FetchAsync());

        // The endpoint is asked a second after the last time, when one of the attempt's five seconds is gone.
        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForNow, "token_timeout", 0), (result.Outcome, result.Reason, result.Attempts));
        Assert.Equal("token_timeout", Assert.Single(result.Requests).Reason);
        Assert.Contains("login host", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
        Assert.Equal(2, client.Handler.Tokens.Count);
    }

    [Fact]
    public async Task TokenEndpointThatSaysWhenToComeBack_IsAskedThen_HoweverManyWait()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) =>
            number == 0 ? Answer(503, null, ("Retry-After", "120")) : Token("good", 3_600);
        var started = client.Time.GetUtcNow();

        var fetches = Enumerable.Range(0, 5).Select(number => client.FetchAsync($"c-{number}")).ToList();
        await client.RunAsync(Task.WhenAll(fetches));

        Assert.All(fetches, fetch => Assert.Equal(FetchOutcome.Fetched, fetch.Result.Outcome));
        Assert.Equal(2, client.Handler.Tokens.Count);
        Assert.InRange((client.Handler.Tokens.Last() - started).TotalSeconds, 120, 125);
    }

    [Fact]
    public async Task LoginHostAwayAtTheStart_ShowsInHealth_AndMendsItselfWithoutADelivery()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) =>
            number < 2 ? throw new HttpRequestException("no route") : Token("good", 3_600);
        client.Tokens.Start();

        Assert.Contains(
            "token_connection_failed", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
        client.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Single(client.Availability.Problems);
        client.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(client.Availability.Problems);
        Assert.Equal("good", await ValueOfAsync(client));
    }

    [Fact]
    public async Task WrongCredentials_ThenTheEndpointInTrouble_AreStillTriedOnceAMinute()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) =>
            number switch { 0 => Answer(401), < 3 => Answer(503), _ => Token("good", 3_600) };
        client.Tokens.Start();
        for (var minute = 0; minute < 3; minute++)
        {
            Assert.Contains(
                "client credentials", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
            client.Time.Advance(TimeSpan.FromSeconds(60));
        }

        Assert.Empty(client.Availability.Problems);
        Assert.Equal("good", await ValueOfAsync(client));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("""{"access_token":""}""")]
    [InlineData("""{"access_token":"a b"}""")]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1"}""")]
    [InlineData("""{"error":"none"}""")]
    [InlineData("""{"access_token":"abc\ud800"}""")]
    [InlineData("""{"access_token":"abc","expires_i\ud800":300}""")]
    public async Task AnswerWithoutAToken_IsANamedFailure(string body)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (_, _) => Answer(200, body);

        var answer = await client.Tokens.GetAsync(Cancel);

        Assert.Equal("token_wrong_shape", Assert.IsType<TokenAnswer.Unavailable>(answer).Reason);
    }

    [Fact]
    public async Task TokenInBrokenUtf8_IsANamedFailure_ThatShowsInHealth()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (_, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = new ByteArrayContent([.. "{\"access_token\":\"abc"u8, 0xff, .. "\"}"u8]),
        });

        var answer = await client.Tokens.GetAsync(Cancel);

        Assert.Equal("token_wrong_shape", Assert.IsType<TokenAnswer.Unavailable>(answer).Reason);
        Assert.Contains("token_wrong_shape", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABugInTheRequest_IsAFailureLikeAnother_AndItsStackIsLoggedOnce()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) =>
            number < 3 ? throw new InvalidCastException("a bug") : Token("good", 3_600);
        client.Tokens.Start();

        Assert.Contains("token_internal_error", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
        var second = client.Tokens.GetAsync(Cancel).AsTask();
        Assert.Single(client.Handler.Tokens);
        client.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token_internal_error", Assert.IsType<TokenAnswer.Unavailable>(await second).Reason);
        client.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(3, client.Handler.Tokens.Count);
        client.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(client.Availability.Problems);
        Assert.Equal("good", await ValueOfAsync(client));
        Assert.Contains(
            typeof(InvalidCastException).FullName!,
            Assert.Single(client.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Error).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"access_token":"t"}""", 300)]
    [InlineData("""{"access_token":"t","expires_in":-1}""", 300)]
    [InlineData("""{"access_token":"t","expires_in":1e300}""", 172_800)]
    [InlineData("""{"access_token":"t","expires_in":"3600"}""", 300)]
    public async Task LifeThatMakesNoSense_IsBounded(string body, double seconds)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (_, _) => Answer(200, body);

        var answer = await client.Tokens.GetAsync(Cancel);

        Assert.Equal(seconds, Assert.IsType<TokenAnswer.Granted>(answer).Token.Life.TotalSeconds);
    }

    [Fact]
    public async Task TokenRefusedByEveryCall_IsAskedForOnceASecondAtMost()
    {
        using var client = new ClientFixture();
        client.Pacer.Observe(new RateLimitReading(0, 1_000_000, TimeSpan.FromSeconds(60)));
        client.Handler.OnConversation = (_, _, _) => Answer(401);
        var started = client.Time.GetUtcNow();

        for (var i = 0; i < 10; i++)
        {
            await client.RunAsync(client.FetchAsync());
        }

        var seconds = (client.Time.GetUtcNow() - started).TotalSeconds;
        Assert.InRange(client.Handler.Tokens.Count, 2, seconds + 2);
    }

    [Fact]
    public void Token_PrintsAsAsterisks() =>
        Assert.Equal("***", new AccessToken("secret", TimeSpan.FromHours(1)).ToString());

    private static async Task<string> ValueOfAsync(ClientFixture client) =>
        Assert.IsType<TokenAnswer.Granted>(await client.Tokens.GetAsync(Cancel))
            .Token.Value;

    private static async Task<AccessToken> GrantedAsync(ClientFixture client) =>
        Assert.IsType<TokenAnswer.Granted>(
            await client.Tokens.GetAsync(Cancel)).Token;
}
