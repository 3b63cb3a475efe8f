using Genesys.Receiver.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Hosting;

public sealed class PaceTests
{
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(10_000)]
    public void ARate_IsKept_HoweverOftenItIsAskedFor(int rate)
    {
        var pace = new Pace(rate, Burst, _time);
        var taken = 0;
        for (var tick = 0; tick < 100; tick++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            taken += pace.Take();
        }

        Assert.InRange(taken, rate * 10, (rate * 10) + 1);
    }

    [Fact]
    public void AHalt_IsNotMadeUpFor()
    {
        var pace = new Pace(100, Burst, _time);
        pace.Take();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(25, pace.Take());
    }

    [Fact]
    public void NoMoreThanWanted_OrThanTheBurst_GoesAtOnce()
    {
        var pace = new Pace(50, TimeSpan.FromMilliseconds(100), _time);

        Assert.Equal(1, pace.Take(10));
        Assert.Equal(TimeSpan.FromMilliseconds(20), pace.Wait);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(5, pace.Take(10));
        Assert.Equal(0, pace.Take(10));
        Assert.Equal(10, new Pace(null, Burst, _time).Take(10));
    }
}
