using Genesys.Receiver.Admin;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Admin;

public sealed class JobPaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(10_000)]
    public void ARate_IsKept_HoweverOftenItIsAskedFor(int rate)
    {
        var pace = new JobPace(rate, _time);
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
        var pace = new JobPace(100, _time);
        pace.Take();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(25, pace.Take());
    }
}
