using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Processing;

/// <summary>
/// Keeps leases of what is due at a distance, since what comes meanwhile is leased with the next: each costs the
/// journal about as much for one conversation as for twenty, and a fetch that begins a little later answers for more of
/// its conversation's events. While intake is crowded the distance is longer: an answer can't wait, and what was
/// accepted is on disk and can.
/// </summary>
/// <param name="load">Says when intake is crowded.</param>
/// <param name="time">The time that events take to come passes whatever a receiver's clock is set to.</param>
internal sealed class LeasePace(IntakeLoad load, TimeProvider time)
{
    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(20);

    // With Processing:Concurrency as it is, 80 fetches a second: Genesys Cloud lets 5 through. By turns, 40 % more were
    // accepted than with 50 ms.
    private static readonly TimeSpan CrowdedDistance = TimeSpan.FromMilliseconds(250);

    private long? _last;
    private bool _mayLeaveMore;

    /// <summary>Returns when the next lease may be made.</summary>
    /// <param name="mayYield">False when too much waits already.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task WaitAsync(bool mayYield, CancellationToken cancellationToken)
    {
        var distance = mayYield && load.IsCrowded ? CrowdedDistance : _mayLeaveMore ? TimeSpan.Zero : Distance;
        var wait = _last is { } last ? distance - time.GetElapsedTime(last) : TimeSpan.Zero;
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>A lease was made.</summary>
    /// <param name="all">True when it had as many as were asked for: there may be more.</param>
    public void Leased(bool all) => (_last, _mayLeaveMore) = (time.GetTimestamp(), all);
}
