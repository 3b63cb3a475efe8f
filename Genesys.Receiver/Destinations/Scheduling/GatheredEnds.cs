namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// While one destination's hand-overs are held back, what ends is written with others: each by itself would begin a
/// commit, and the records that come a moment later would wait for another one.
/// </summary>
internal sealed class GatheredEnds(Yielding yielding, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(8);

    private readonly Lock _lock = new();
    private Task _next = Task.CompletedTask;
    private int _calls;
    private int _handOvers;

    /// <summary>Calls that have ended and wait for others.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The hand-overs of these calls.</summary>
    public int HandOvers => Volatile.Read(ref _handOvers);

    /// <summary>Returns when the end of a call may be written.</summary>
    /// <param name="handOvers">How many were handed over with it.</param>
    /// <param name="waits">Called when that isn't at once.</param>
    public async Task WaitAsync(int handOvers, Action waits)
    {
        if (!yielding.IsHoldingBack)
        {
            return;
        }

        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _handOvers, handOvers);
        waits();
        await Next();
        Interlocked.Decrement(ref _calls);
        Interlocked.Add(ref _handOvers, -handOvers);
    }

    private Task Next()
    {
        lock (_lock)
        {
            return _next.IsCompleted ? _next = Task.Delay(Longest, time) : _next;
        }
    }
}
