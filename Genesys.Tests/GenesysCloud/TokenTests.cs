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
        var gate = new TaskCompletionSource();
        client.Handler.OnToken = async (_, _) =>
        {
            await gate.Task;
            return await Token("only", 3_600);
        };
        var waiting = Enumerable.Range(0, 50).Select(_ => client.Tokens.GetAsync(TestContext.Current.CancellationToken).AsTask()).ToList();

        gate.SetResult();
        var answers = await Task.WhenAll(waiting);

        Assert.Single(client.Handler.Tokens);
        Assert.All(answers, answer => Assert.Equal("only", Assert.IsType<TokenAnswer.Granted>(answer).Token.Value));
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
        client.Handler.OnToken = (_, _) => Answer(status, """{"error":"invalid_client","description":"client not found"}""");
        client.Tokens.Start();
        for (var i = 0; i < 100; i++)
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
        Assert.Equal(0, client.Availability.Capacity(10));
        Assert.Single(client.Logs.GetSnapshot(), entry => entry.Level == LogLevel.Error);
        Assert.Empty(client.Handler.Conversations);
    }

    [Fact]
    public async Task MendedCredentials_AreFoundByThemselves_AndWorkGoesOn()
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (number, _) => number < 2 ? Answer(401) : Token("good", 3_600);
        client.Tokens.Start();
        var waiting = client.Availability.WaitForChangeAsync(TestContext.Current.CancellationToken);

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
        Assert.Equal(10, client.Availability.Capacity(10));
        Assert.Equal(FetchOutcome.Fetched, (await client.RunAsync(client.FetchAsync())).Outcome);
        client.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(FetchOutcome.Held, (await client.RunAsync(client.FetchAsync())).Outcome);
        Assert.Equal(0, client.Availability.Capacity(10));
    }

    [Fact]
    public async Task MissingCredentials_AreNeverTried_AndHealthSaysWhatToSet()
    {
        using var client = new ClientFixture(("GENESYS_CLIENT_SECRET", " "));
        client.Tokens.Start();

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal(FetchOutcome.Held, result.Outcome);
        Assert.Empty(client.Handler.Tokens);
        Assert.Contains("GENESYS_CLIENT_SECRET", Assert.Single(client.Availability.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "token_http_500")]
    [InlineData(429, "token_http_429")]
    public async Task TokenEndpointInTrouble_IsATransientFailure_RetriedInTheRound(int status, string reason)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (_, _) => Answer(status);

        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal((FetchOutcome.FailedForNow, reason, 0), (result.Outcome, result.Reason, result.Attempts));
        Assert.Equal(6, client.Handler.Tokens.Count);
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
    public async Task AnswerWithoutAToken_IsANamedFailure(string body)
    {
        using var client = new ClientFixture();
        client.Handler.OnToken = (_, _) => Answer(200, body);

        var answer = await client.Tokens.GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal("token_wrong_shape", Assert.IsType<TokenAnswer.Unavailable>(answer).Reason);
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

        var answer = await client.Tokens.GetAsync(TestContext.Current.CancellationToken);

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
    public void Token_PrintsAsAsterisks() => Assert.Equal("***", new AccessToken("secret", TimeSpan.FromHours(1)).ToString());

    private static async Task<string> ValueOfAsync(ClientFixture client) =>
        Assert.IsType<TokenAnswer.Granted>(await client.Tokens.GetAsync(TestContext.Current.CancellationToken)).Token.Value;
}
