namespace Genesys.Receiver.Hosting;

/// <summary>
/// Says when senders wait because there is more to do than this machine can: what may wait lets them go first.
/// </summary>
/// <remarks>
/// What is looked at is how many deliveries, accepted or rejected, wait for their record at a time. Processor time and
/// the thread pool's queue don't tell: in a flood the pool's queue was empty in half of all looks, and a drain without
/// one looked the same. On two cores 48 deliveries waited in a flood of 64 connections, 11 at 3,400 events/s, and none
/// at 300.
/// </remarks>
internal sealed class IntakeLoad(TimeProvider time)
{
    /// <summary>So many that wait for each processor are too many.</summary>
    public const int CrowdedPerProcessor = 16;

    /// <summary>
    /// A crowd is over when only so many wait: with one bound the mean of a flood fell below it now and then, and 2,700
    /// to 3,000 hand-overs a second were made beside it instead of the 2,000 that may be.
    /// </summary>
    public const int FewPerProcessor = CrowdedPerProcessor / 2;

    // Some ten milliseconds of a flood.
    private const double Weight = 1.0 / 128;

    // Between the commits of a flood none may wait for a moment.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private int _waiting;
    private double _average;
    private bool _isCrowded;
    private long _last = time.GetTimestamp();

    /// <summary>True from when more wait, as a mean, than the processors can answer, until few do.</summary>
    public bool IsCrowded
    {
        get
        {
            lock (_lock)
            {
                return _isCrowded && time.GetElapsedTime(_last) < Silence;
            }
        }
    }

    /// <summary>A delivery waits for its record from now on, until what is returned is disposed.</summary>
    public Waiting Begins()
    {
        lock (_lock)
        {
            _waiting++;
            _average += (_waiting - _average) * Weight;
            _isCrowded = _average >= (_isCrowded ? FewPerProcessor : CrowdedPerProcessor) * Environment.ProcessorCount;
            _last = time.GetTimestamp();
        }

        return new Waiting(this);
    }

    /// <summary>It has its record.</summary>
    public void Ends()
    {
        lock (_lock)
        {
            _waiting--;
        }
    }

    /// <summary>Ends a delivery's wait.</summary>
    public readonly struct Waiting(IntakeLoad load) : IDisposable
    {
        public void Dispose() => load.Ends();
    }
}
