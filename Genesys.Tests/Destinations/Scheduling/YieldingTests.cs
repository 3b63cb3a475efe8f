using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Hosting;
using Genesys.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

public class YieldingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IntakeLoad _load;
    private readonly Yielding _yielding;

    public YieldingTests()
    {
        _load = new IntakeLoad(_time);
        _yielding = new Yielding(_load, _time);
    }

    [Fact]
    public void IntakeHasTime_NothingIsHeldBack()
    {
        Assert.Equal(1_000_000, _yielding.Take(1_000_000));
        Assert.Equal(TimeSpan.Zero, _yielding.Wait);
    }

    [Fact]
    public void IntakeIsCrowded_TheLeastIsHandedOver_AndNotMuchMore()
    {
        _load.Crowd();
        var taken = 0;

        for (var i = 0; i < 100; i++)
        {
            taken += _yielding.Take(1_000_000);
            Assert.True(_yielding.Wait > TimeSpan.Zero);
            _time.Advance(TimeSpan.FromMilliseconds(10));
            _load.Crowd();
        }

        Assert.InRange(taken, Yielding.LeastPerSecond * 98 / 100, Yielding.LeastPerSecond);
    }

    [Fact]
    public void IntakeHasTimeAgain_NothingIsHeldBackAnyMore()
    {
        _load.Crowd();
        _yielding.Take(1_000_000);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_yielding.IsHoldingBack);
        Assert.Equal(1_000_000, _yielding.Take(1_000_000));
    }

    [Theory]
    [InlineData(499_999, true)]
    [InlineData(500_000, false)]
    public void HalfOfWhatMayWait_IsHeldBackNoMore(long waiting, bool isHeldBack)
    {
        _load.Crowd();

        _yielding.Waiting(waiting, 1_000_000);

        Assert.Equal(isHeldBack, _yielding.IsHoldingBack);
    }
}
