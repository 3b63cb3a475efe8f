using Genesys.Receiver.GenesysCloud;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;

namespace Genesys.Tests.GenesysCloud;

/// <summary>The circuit opens at half of at least 20 attempts failing within 30 s, for 15 s, on a fake clock.</summary>
public class CircuitTests
{
    [Fact]
    public async Task TwentyFailedAttempts_OpenTheCircuit_AndTheNextIsHeldWithoutARequest()
    {
        using var client = await WithOpenCircuitAsync();

        var result = await client.RunAsync(client.FetchAsync(), limitSeconds: 1);

        Assert.Equal((FetchOutcome.Held, "circuit_open", 0), (result.Outcome, result.Reason, result.Attempts));
        Assert.Equal(20, client.Handler.Conversations.Count);
        Assert.Equal(CircuitState.Open, client.Availability.Circuit);
        Assert.Equal(0, client.Availability.Look(20).Most);
        Assert.Contains(
            client.Availability.Problems, problem => problem.Contains("circuit is open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NineteenFailedAttempts_LeaveItClosed()
    {
        using var client = Failing();
        await FetchTimesAsync(client, 19);

        Assert.Equal(CircuitState.Closed, client.Availability.Circuit);
        Assert.Equal(20, client.Availability.Look(20).Most);
    }

    [Fact]
    public async Task UnderHalfFailing_LeavesItClosed()
    {
        using var client = Failing();
        client.Pacer.Observe(new RateLimitReading(0, 1_000_000, TimeSpan.FromSeconds(60)));
        client.Handler.OnConversation = (number, _, _) => Answer(number % 5 < 2 ? 500 : 200);
        await FetchTimesAsync(client, 100);

        Assert.Equal(CircuitState.Closed, client.Availability.Circuit);
    }

    [Fact]
    public async Task NineteenIn29Seconds_AndOneAfterTheWindow_LeaveItClosed()
    {
        using var client = Failing();
        await FetchTimesAsync(client, 10);
        client.Time.Advance(TimeSpan.FromSeconds(31));
        await FetchTimesAsync(client, 10);

        Assert.Equal(CircuitState.Closed, client.Availability.Circuit);
    }

    [Fact]
    public async Task After15Seconds_OneProbeIsLetThrough_AndItsSuccessClosesTheCircuit()
    {
        using var client = await WithOpenCircuitAsync();

        // The clock may have gone on a little between the opening and here, while the answer was on its way.
        client.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(CircuitState.Open, client.Availability.Circuit);
        client.Time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal(CircuitState.HalfOpen, client.Availability.Circuit);
        Assert.Equal(1, client.Availability.Look(20).Most);

        client.Handler.OnConversation = (_, _, _) => Answer(200);
        var result = await client.RunAsync(client.FetchAsync());

        Assert.Equal(FetchOutcome.Fetched, result.Outcome);
        Assert.Equal(CircuitState.Closed, client.Availability.Circuit);
        Assert.Empty(client.Availability.Problems);
    }

    [Fact]
    public async Task CircuitThatCloses_LetsNoBurstThrough()
    {
        using var client = await WithOpenCircuitAsync();
        client.Time.Advance(TimeSpan.FromSeconds(15.1));
        client.Handler.OnConversation = (_, _, _) => Answer(
            200, null, ("inin-ratelimit-count", "20"), ("inin-ratelimit-allowed", "300"),
            ("inin-ratelimit-reset", "60"));

        await client.RunAsync(client.FetchAsync());

        Assert.Equal(CircuitState.Closed, client.Availability.Circuit);
        client.Pacer.TryAdmit(out _);
        Assert.NotEqual(TimeSpan.Zero, client.Pacer.TryAdmit(out _));
    }

    [Fact]
    public async Task FailedProbe_OpensItForAnother15Seconds()
    {
        using var client = await WithOpenCircuitAsync();
        client.Time.Advance(TimeSpan.FromSeconds(15.1));

        await client.RunAsync(client.FetchAsync());

        Assert.Equal(21, client.Handler.Conversations.Count);
        Assert.Equal(0, client.Availability.Look(20).Most);
        client.Time.Advance(TimeSpan.FromSeconds(15.1));
        Assert.Equal(1, client.Availability.Look(20).Most);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(204)]
    public async Task AnswersThatAreNoFailureOfGenesys_NeverOpenIt(int status)
    {
        using var client = Failing();
        client.Handler.OnConversation = (_, _, _) => Answer(status);

        await FetchTimesAsync(client, 30);

        Assert.Equal(CircuitState.Closed, client.Availability.Circuit);
    }

    [Fact]
    public async Task OpenCircuit_ReachesTheWaitingPump()
    {
        using var client = await WithOpenCircuitAsync();
        var waiting = client.Availability.Look(20).WaitForMoreAsync(
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task,
            Cancel);
        Assert.False(waiting.IsCompleted);

        client.Time.Advance(TimeSpan.FromSeconds(15.1));

        await waiting;
    }

    [Fact]
    public async Task RestOfABreakBelowAMillisecond_IsWaitedFor_WithATimer()
    {
        using var client = new ClientFixture();
        client.Availability.CircuitChanged(CircuitState.Open, TimeSpan.FromMilliseconds(0.4));

        // Without one there would be no wait at all, over and over.
        var waiting = client.Availability.Look(20).WaitForMoreAsync(
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task,
            Cancel);
        Assert.False(waiting.IsCompleted);
        client.Time.Advance(TimeSpan.FromMilliseconds(1));

        await waiting;
        Assert.Equal(1, client.Availability.Look(20).Most);
    }

    private static ClientFixture Failing()
    {
        var client = new ClientFixture(("Processing:MaxRetries", "0"));
        client.Handler.OnConversation = (_, _, _) => Answer(500);
        return client;
    }

    private static async Task<ClientFixture> WithOpenCircuitAsync()
    {
        var client = Failing();
        await FetchTimesAsync(client, 20);
        return client;
    }

    private static async Task FetchTimesAsync(ClientFixture client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await client.RunAsync(client.FetchAsync());
        }
    }
}
