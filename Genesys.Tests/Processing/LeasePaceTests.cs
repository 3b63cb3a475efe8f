using Genesys.Receiver.Hosting;
using Genesys.Receiver.Processing;
using Genesys.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Processing;

/// <summary>How soon the journal is asked again for what is due.</summary>
public class LeasePaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IntakeLoad _load;
    private readonly LeasePace _pace;

    public LeasePaceTests()
    {
        _load = new IntakeLoad(_time);
        _pace = new LeasePace(_load, _time);
    }

    [Fact]
    public void First_IsAskedAtOnce() => Assert.True(Wait().IsCompleted);

    [Fact]
    public async Task Next_IsAsked20msLater_SoThatWhatComesMeanwhileIsLeasedWithIt()
    {
        _pace.Leased(all: false);
        var wait = Wait();

        _time.Advance(TimeSpan.FromMilliseconds(19));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await wait;
    }

    [Fact]
    public void WhenTheLastLeasedAllThatItMight_TheNextIsAskedAtOnce()
    {
        _pace.Leased(all: true);

        Assert.True(Wait().IsCompleted);
    }

    [Fact]
    public async Task WhileSendersWait_TheNextIsAsked250msLater_HoweverMuchTheLastLeased()
    {
        _load.Crowd();
        _pace.Leased(all: true);
        var wait = Wait();

        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await wait;
    }

    [Fact]
    public void WhenHalfOfWhatMayWaitDoes_SendersThatWaitMakeNoDifference()
    {
        _load.Crowd();
        _pace.Leased(all: true);

        Assert.True(Wait(mayYield: false).IsCompleted);
    }

    private Task Wait(bool mayYield = true) => _pace.WaitAsync(mayYield, Cancel);
}
