using System.IO.Pipelines;
using Genesys.Receiver.Intake;

namespace Genesys.Tests.Intake;

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
    public async Task Body_GivesBackAllThatItTook()
    {
        var budget = new BodyBudget(1 << 20);
        using (var body = new PooledBody(budget))
        {
            Assert.Equal(BodyReading.Complete, await body.ReadAsync(PipeReader.Create(new MemoryStream(new byte[200_000])), 300_000, TestContext.Current.CancellationToken));
            Assert.False(budget.TryTake(1 << 20));
        }

        Assert.True(budget.TryTake(1 << 20));
    }

    [Fact]
    public async Task BodyWithoutRoom_KeepsWhatItHas()
    {
        using var body = new PooledBody(new BodyBudget(20_000));

        Assert.Equal(BodyReading.NoRoom, await body.ReadAsync(PipeReader.Create(new MemoryStream(new byte[200_000])), 300_000, TestContext.Current.CancellationToken));
        Assert.Equal(16 * 1024, body.Length);
    }
}
