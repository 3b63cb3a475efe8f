using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Sender;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockGenesys;

/// <summary>Timers count in milliseconds: a shorter wait is none, and to look again at once takes a core.</summary>
public class PacingTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(5.3)]
    public async Task WaitThatIsNoWholeMillisecond_IsOneTimer(double milliseconds)
    {
        var clock = new CountingClock();
        var waiting = new WaitingInvocations(clock, new MonotonicClock(clock));
        waiting.Add(
            new Invocation([], ReadOnlyMemory<byte>.Empty, TimeSpan.Zero), TimeSpan.FromMilliseconds(milliseconds));

        var taken = waiting.TakeAsync(Cancel);
        clock.Advance(TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds)));
        await taken;

        Assert.Equal(1, clock.Timers);
    }

    [Fact]
    public async Task RateAboveATimersOwn_IsKeptAndWaits()
    {
        var clock = new CountingClock();
        await using var destination = await ADestination.StartAsync();
        await using var mock = await AMock.StartAsync(
            clock, [.. AMock.Sends(destination.Address, count: 0), ("Sender:Rate", "5000")]);
        var bridge = mock.Get<EventBridge>();

        await Eventually.IsTrue(
            () => bridge.Made > 100, "events are made as the clock goes on",
            () => clock.Advance(TimeSpan.FromMilliseconds(1)));

        Assert.True(bridge.Made <= 1 + ((clock.GetUtcNow() - AMock.Start).TotalSeconds * 5_000));
    }

    private sealed class CountingClock() : FakeTimeProvider(AMock.Start)
    {
        // What looks so often without a wait between is stopped here: it would never end while the clock stands.
        private const int MostLooks = 10_000;

        private int _looks;
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override long GetTimestamp() =>
            Interlocked.Increment(ref _looks) <= MostLooks
                ? base.GetTimestamp()
                : throw new InvalidOperationException("The time is looked at over and over.");

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
