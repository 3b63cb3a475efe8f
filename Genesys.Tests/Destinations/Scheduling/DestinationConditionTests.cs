using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

public class DestinationConditionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DestinationOptions _options = new();

    [Fact]
    public void FiveFailuresInARow_AreTheDestinations()
    {
        var condition = Create();

        Fail(condition, 4);
        Assert.False(condition.IsFailing);
        condition.Works();
        Fail(condition, 4);
        Assert.False(condition.IsFailing);
        Assert.Equal(ConditionNews.Fails, condition.Fails("http_500", null, isGone: false));
        Assert.True(condition.IsFailing);
        Assert.InRange(condition.Wait, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void WaitsOfOneThatHasWorked_BeginAnew()
    {
        var condition = Create();
        Fail(condition, 12);
        Assert.True(condition.Wait > TimeSpan.FromSeconds(10));

        condition.Works();
        Assert.Equal(TimeSpan.Zero, condition.Wait);
        Fail(condition, 5);

        Assert.InRange(condition.Wait, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void FailuresForPauseAfter_PauseIt_AndItIsTriedOnceAMinute()
    {
        var condition = Create();
        var news = ConditionNews.None;
        var failures = 0;
        while (news != ConditionNews.Paused)
        {
            news = condition.Fails("timeout", null, isGone: false);
            failures++;
            _time.Advance(condition.Wait);
        }

        Assert.InRange(failures, 10, 40);
        Assert.NotNull(condition.PausedAt);
        Assert.Equal(ConditionNews.None, condition.Fails("timeout", null, isGone: false));
        Assert.Equal(TimeSpan.FromMinutes(1), condition.Wait);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, condition.Wait);
        Assert.True(condition.Works());
        Assert.Null(condition.PausedAt);
        Assert.False(condition.Works());
    }

    [Fact]
    public void WhileItFails_NoEventOutwaitsIt()
    {
        var condition = Create();
        Assert.Equal(_options.MaxDelay, condition.MaxDelay);

        Fail(condition, 5);
        Assert.Equal(DestinationCondition.ProbeInterval, condition.MaxDelay);
        condition.Works();
        Assert.Equal(_options.MaxDelay, condition.MaxDelay);
        condition.Fails("http_410", null, isGone: true);

        Assert.Equal(DestinationCondition.ProbeInterval, condition.MaxDelay);
    }

    [Fact]
    public void Gone_PausesItAtOnce()
    {
        var condition = Create();

        Assert.Equal(ConditionNews.Paused, condition.Fails("http_410", null, isGone: true));
        Assert.Equal("http_410", condition.Reason);
    }

    [Fact]
    public void RetryAfterOfOneThatFails_IsWaitedFor_AMinuteAtMost()
    {
        var condition = Create();
        Fail(condition, 4);

        condition.Fails("http_429", TimeSpan.FromSeconds(20), isGone: false);
        Assert.Equal(TimeSpan.FromSeconds(20), condition.Wait);
        condition.Fails("http_429", TimeSpan.FromHours(1), isGone: false);
        Assert.Equal(TimeSpan.FromMinutes(1), condition.Wait);
    }

    [Fact]
    public void Rate_IsThatOfTheLastMinute()
    {
        var rate = new RecentRate(_time);
        for (var second = 0; second < 120; second++)
        {
            rate.Add(3);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(rate.PerSecond, 2.9, 3);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.InRange(rate.PerSecond, 1.4, 1.6);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, rate.PerSecond);
    }

    private DestinationCondition Create() => new(_options, _time);

    private static void Fail(DestinationCondition condition, int times)
    {
        for (var i = 0; i < times; i++)
        {
            condition.Fails("http_500", null, isGone: false);
        }
    }
}
