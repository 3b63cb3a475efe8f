using System.Buffers;
using Genesys.Receiver.Intake.Bodies;

namespace Genesys.Tests.Intake.Bodies;

public class BodyBudgetTests
{
    [Fact]
    public void WhatIsGivenBack_CanBeTakenAgain()
    {
        var budget = new BodyBudget(100);

        Assert.True(budget.TryTake(60));
        Assert.False(budget.TryTake(41));
        Assert.True(budget.TryTake(40));
        budget.Return(60);
        Assert.True(budget.TryTake(60));
        Assert.False(budget.TryTake(1));
    }

    [Fact]
    public void Body_GivesBackAllThatItTook()
    {
        var budget = new BodyBudget(1 << 20);
        using (var body = new PooledBody(budget))
        {
            Assert.True(body.TryAppend(new ReadOnlySequence<byte>(new byte[200_000])));
            Assert.False(budget.TryTake(1 << 20));
        }

        Assert.True(budget.TryTake(1 << 20));
    }

    [Fact]
    public void BodyWithoutMemory_KeepsWhatItHas()
    {
        using var body = new PooledBody(new BodyBudget(20_000));

        Assert.True(body.TryAppend(new ReadOnlySequence<byte>(new byte[16 * 1024])));
        Assert.False(body.TryAppend(new ReadOnlySequence<byte>(new byte[16 * 1024])));
        Assert.Equal(16 * 1024, body.Length);
    }
}
