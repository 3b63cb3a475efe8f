namespace Genesys.MockGenesys.Determinism;

/// <summary>
/// Time since the mock began. It never jumps, whatever becomes of the wall clock: durations are measured with it.
/// </summary>
internal sealed class MonotonicClock(TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();

    public TimeSpan Now => clock.GetElapsedTime(_began);
}
