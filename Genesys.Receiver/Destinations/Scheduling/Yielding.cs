using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// Holds one destination's hand-overs back while intake is crowded: an answer can't wait, and what was accepted is on
/// disk and can. It never holds them to less than <see cref="LeastPerSecond"/>, nor when half of what may wait does.
/// </summary>
internal sealed class Yielding(IntakeLoad load, TimeProvider time)
{
    // What wasn't used of it is made up for, and no more.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(50);

    // Some begin together: a timer for each would cost more than it saves.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(16);

    private readonly Pace _pace = new(LeastPerSecond, Burst, time);
    private volatile bool _isFilling;

    /// <summary>What is handed over all the same: 1,000/s for each processor.</summary>
    public static int LeastPerSecond => 1_000 * Environment.ProcessorCount;

    /// <summary>True while hand-overs are held back.</summary>
    public bool IsHoldingBack => !_isFilling && load.IsCrowded;

    /// <summary>The time after which it is worth asking again; zero when nothing is held back.</summary>
    public TimeSpan Wait => IsHoldingBack ? _pace.Wait > LeastWait ? _pace.Wait : LeastWait : TimeSpan.Zero;

    /// <summary>Takes as many as may begin now, at most <paramref name="wanted"/>.</summary>
    public int Take(int wanted) => IsHoldingBack ? _pace.Take(wanted) : wanted;

    /// <summary>So many wait, and so many may.</summary>
    public void Waiting(long count, long most) => _isFilling = count >= most / 2;
}
