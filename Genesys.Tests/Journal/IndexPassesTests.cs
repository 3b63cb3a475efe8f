using Genesys.Receiver.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

/// <summary>Who waits for the search index, and until when.</summary>
public sealed class IndexPassesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IndexPasses _passes;

    public IndexPassesTests() => _passes = new IndexPasses(_time, _time);

    [Fact]
    public async Task WhoWaits_WaitsForAPassThatBeganAfterwards_AndLeftNothing()
    {
        var underWay = _passes.Begin();
        var caughtUp = CatchUpAsync();
        Assert.True(_passes.IsAwaited);

        _passes.End(underWay, 1, isCaughtUp: true);
        _passes.End(_passes.Begin(), 2, isCaughtUp: false);
        Assert.False(caughtUp.IsCompleted);

        _passes.End(_passes.Begin(), 3, isCaughtUp: true);
        await caughtUp;
        Assert.False(_passes.IsAwaited);
    }

    [Fact]
    public async Task WhoHasGivenUp_IsNoLongerWaitedFor()
    {
        var patient = CatchUpAsync(seconds: 10);
        var impatient = CatchUpAsync(seconds: 2);

        _time.Advance(TimeSpan.FromSeconds(2));
        await impatient;
        Assert.True(_passes.IsAwaited);

        _time.Advance(TimeSpan.FromSeconds(8));
        await patient;
        Assert.False(_passes.IsAwaited);
    }

    [Fact]
    public void WhoeverWaits_EndsTheIndexesPause_AndSoDoesItsEnd()
    {
        var pause = _passes.Awaited;
        _ = CatchUpAsync();
        Assert.True(pause.IsCompleted);

        _passes.End(_passes.Begin(), 1, isCaughtUp: true);
        pause = _passes.Awaited;
        _passes.Close();
        Assert.True(pause.IsCompleted);
    }

    private Task CatchUpAsync(int seconds = 2) =>
        _passes.CatchUpAsync(TimeSpan.FromSeconds(seconds), Cancel);
}
