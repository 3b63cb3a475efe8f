namespace Genesys.Receiver.Telemetry;

/// <summary>
/// The time between two moments of the wall clock, for what another machine or an earlier run has noted. The clock may
/// have been set in between, so nothing that this process itself waits for or measures comes from here: that takes <see
/// cref="TimeProvider.GetElapsedTime(long)"/>.
/// </summary>
internal static class WallClock
{
    public static TimeSpan Between(DateTimeOffset from, DateTimeOffset to) => to - from;
}
