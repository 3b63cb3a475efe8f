using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Hosting;
using Genesys.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

public class GatheredEndsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IntakeLoad _load;
    private readonly GatheredEnds _ends;

    public GatheredEndsTests()
    {
        _load = new IntakeLoad(_time);
        _ends = new GatheredEnds(new Yielding(_load, _time), _time);
    }

    [Fact]
    public void IntakeHasTime_WhatEndsIsWrittenAtOnce()
    {
        var end = _ends.WaitAsync(1, () => Assert.Fail("It waits."));

        Assert.True(end.IsCompletedSuccessfully);
        Assert.Equal((0, 0), (_ends.Calls, _ends.HandOvers));
    }

    [Fact]
    public async Task IntakeIsCrowded_WhatEndsWithinEightMillisecondsIsWrittenTogether()
    {
        _load.Crowd();
        var waiting = 0;

        var first = _ends.WaitAsync(10, () => waiting++);
        _time.Advance(TimeSpan.FromMilliseconds(7));
        var second = _ends.WaitAsync(1, () => waiting++);
        Assert.Equal((2, 2, 11), (waiting, _ends.Calls, _ends.HandOvers));
        Assert.False(first.IsCompleted || second.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(first, second).WaitAsync(Cancel);
        Assert.Equal((0, 0), (_ends.Calls, _ends.HandOvers));
    }

    [Fact]
    public async Task EndAfterThose_WaitsForTheNext()
    {
        _load.Crowd();
        var first = _ends.WaitAsync(1, () => { });
        _time.Advance(TimeSpan.FromMilliseconds(8));
        await first.WaitAsync(Cancel);

        var next = _ends.WaitAsync(1, () => { });

        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(8));
        await next.WaitAsync(Cancel);
    }
}
