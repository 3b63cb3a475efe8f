using Genesys.Receiver.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Hosting;

public class IntakeLoadTests
{
    private static readonly int Many = 2 * IntakeLoad.CrowdedPerProcessor * Environment.ProcessorCount;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void NothingComes_IsntCrowded() => Assert.False(new IntakeLoad(_time).IsCrowded);

    [Fact]
    public void EventsThatComeOneByOne_ArentACrowd()
    {
        var load = new IntakeLoad(_time);

        Come(load, beside: 0, 10_000);

        Assert.False(load.IsCrowded);
    }

    [Fact]
    public void ManyThatWaitAtATime_AreACrowd_UntilTheyAreFew()
    {
        var load = new IntakeLoad(_time);

        Come(load, Many, 1_000);
        Assert.True(load.IsCrowded);

        for (var i = 0; i < Many; i++)
        {
            load.Ends();
        }

        Come(load, beside: 0, 1_000);
        Assert.False(load.IsCrowded);
    }

    [Fact]
    public void SomeThatWait_AreNoCrowd_AndDontEndOne()
    {
        var load = new IntakeLoad(_time);
        var some = (IntakeLoad.FewPerProcessor + IntakeLoad.CrowdedPerProcessor) / 2 * Environment.ProcessorCount;

        Come(load, some, 1_000);
        Assert.False(load.IsCrowded);

        Come(load, Many, 1_000);
        Assert.True(load.IsCrowded);

        for (var i = 0; i < Many; i++)
        {
            load.Ends();
        }

        Come(load, beside: 0, 1_000);
        Assert.True(load.IsCrowded);
    }

    [Fact]
    public void ManyForAMoment_ArentACrowd()
    {
        var load = new IntakeLoad(_time);
        Come(load, beside: 0, 1_000);

        Come(load, Many, 10);

        Assert.False(load.IsCrowded);
    }

    [Fact]
    public void CrowdAfterWhichNothingComes_IsOver()
    {
        var load = new IntakeLoad(_time);
        Come(load, Many, 1_000);

        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.True(load.IsCrowded);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(load.IsCrowded);
    }

    /// <summary>Events that come while others wait.</summary>
    private static void Come(IntakeLoad load, int beside, int count)
    {
        for (var i = 0; i < beside; i++)
        {
            load.Begins();
        }

        for (var i = 0; i < count; i++)
        {
            load.Begins();
            load.Ends();
        }

        if (count < beside)
        {
            for (var i = 0; i < beside; i++)
            {
                load.Ends();
            }
        }
    }
}
