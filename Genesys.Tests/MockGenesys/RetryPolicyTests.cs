using Genesys.MockGenesys.Sender;

namespace Genesys.Tests.MockGenesys;

public class RetryPolicyTests
{
    private static readonly RetryPolicy Classic = RetryPolicy.From(new SenderOptions());
    private static readonly RetryPolicy Batching = RetryPolicy.From(new SenderOptions { Bus = EventBus.Batching });
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(200, EventState.Delivered)]
    [InlineData(202, EventState.Delivered)]
    [InlineData(302, EventState.Refused)]
    [InlineData(400, EventState.Refused)]
    [InlineData(401, EventState.Waiting)]
    [InlineData(403, EventState.Refused)]
    [InlineData(404, EventState.Refused)]
    [InlineData(407, EventState.Waiting)]
    [InlineData(409, EventState.Waiting)]
    [InlineData(413, EventState.Refused)]
    [InlineData(415, EventState.Refused)]
    [InlineData(422, EventState.Refused)]
    [InlineData(429, EventState.Waiting)]
    [InlineData(500, EventState.Waiting)]
    [InlineData(503, EventState.Waiting)]
    public void ClassicBus_RetriesWhatAwsSaysItRetries(int status, EventState state) =>
        Assert.Equal(state, Classic.Decide(Answered(status), 1, TimeSpan.Zero, _random).State);

    [Fact]
    public void NoAnswer_IsRetried() =>
        Assert.Equal(
            EventState.Waiting,
            Classic.Decide(new InvocationResult(default, default, null, "TIMEOUT"), 1, TimeSpan.Zero, _random).State);

    [Theory]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(404)]
    public void BatchingBus_RetriesEverythingButSuccess(int status) =>
        Assert.Equal(EventState.Waiting, Batching.Decide(Answered(status), 1, TimeSpan.Zero, _random).State);

    [Fact]
    public void Delay_DoublesWithJitterUpToEightMinutes()
    {
        for (var attempts = 1; attempts <= 30; attempts++)
        {
            var delay = Classic.Decide(Answered(503), attempts, TimeSpan.Zero, _random).Delay;

            var doubled = Math.Min(Math.Pow(2, attempts - 1), 480);
            Assert.InRange(delay.TotalSeconds, doubled * 0.75, doubled * 1.25);
        }
    }

    [Fact]
    public void RetryAfter_IsKeptWhenItIsLonger()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), Classic.Decide(Answered(503, 90), 1, TimeSpan.Zero, _random).Delay);
        Assert.True(Classic.Decide(Answered(503, 1), 8, TimeSpan.Zero, _random).Delay > TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void NegativeRetryAfter_StopsTheRetries() =>
        Assert.Equal(EventState.Refused, Classic.Decide(Answered(503, -1), 1, TimeSpan.Zero, _random).State);

    [Fact]
    public void NegativeRetryAfter_StopsNothingOnTheBatchingBus() =>
        Assert.Equal(EventState.Waiting, Batching.Decide(Answered(503, -1), 1, TimeSpan.Zero, _random).State);

    [Fact]
    public void Retries_EndAfter185()
    {
        Assert.Equal(EventState.Waiting, Classic.Decide(Answered(503), 185, TimeSpan.Zero, _random).State);
        Assert.Equal(
            new RetryDecision(EventState.Exhausted, default, RetryPolicy.AttemptsExhausted),
            Classic.Decide(Answered(503), 186, TimeSpan.Zero, _random));
    }

    [Fact]
    public void Retries_EndAtTheGreatestAge() => Assert.Equal(
        new RetryDecision(EventState.Exhausted, default, RetryPolicy.AgeExhausted),
        Classic.Decide(Answered(503), 20, TimeSpan.FromHours(23.999), _random));

    [Fact]
    public void BatchingBus_EndsAfterFiveRetriesOrFiveMinutes()
    {
        Assert.Equal(
            RetryPolicy.AttemptsExhausted, Batching.Decide(Answered(503), 6, TimeSpan.Zero, _random).Condition);
        Assert.Equal(
            RetryPolicy.AgeExhausted, Batching.Decide(Answered(503), 2, TimeSpan.FromSeconds(299), _random).Condition);
    }

    [Fact]
    public void FasterClock_ShortensDelaysAndAgeButNotRetryAfter()
    {
        var fast = RetryPolicy.From(new SenderOptions { RetrySpeed = 60 });

        Assert.InRange(
            fast.Decide(Answered(503), 10, TimeSpan.Zero, _random).Delay, TimeSpan.FromSeconds(6),
            TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(30), fast.Decide(Answered(503, 30), 1, TimeSpan.Zero, _random).Delay);
        Assert.Equal(
            RetryPolicy.AgeExhausted, fast.Decide(Answered(503), 1, TimeSpan.FromMinutes(24), _random).Condition);
    }

    [Fact]
    public void AllRetries_FitIntoADay()
    {
        var age = TimeSpan.Zero;
        var attempts = 1;
        var decision = Classic.Decide(Answered(503), attempts, age, _random);
        while (decision.State == EventState.Waiting)
        {
            age += decision.Delay;
            decision = Classic.Decide(Answered(503), ++attempts, age, _random);
        }

        Assert.InRange(attempts, 175, 186);
        Assert.InRange(age, TimeSpan.FromHours(22.5), TimeSpan.FromHours(24));
    }

    private static InvocationResult Answered(int status, int? retryAfter = null) =>
        new(default, default, status, RetryAfter: retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
