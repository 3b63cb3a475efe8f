namespace Genesys.Receiver.Hosting;

/// <summary>Keeps work to a rate. What wasn't used is made up for, as far as the burst goes.</summary>
/// <param name="perSecond">How many a second; null for no limit.</param>
/// <param name="burst">As many as come in this time may go at once; one always may.</param>
/// <param name="time">The clock.</param>
internal sealed class Pace(double? perSecond, TimeSpan burst, TimeProvider time)
{
    private readonly double _most = Math.Max(1, (perSecond ?? 0) * burst.TotalSeconds);
    private double _allowed = 1;
    private long _countedAt = time.GetTimestamp();

    /// <summary>Takes as many as may go now, at most <paramref name="wanted"/>.</summary>
    public int Take(int wanted = int.MaxValue)
    {
        if (perSecond is not { } rate)
        {
            return wanted;
        }

        var now = time.GetTimestamp();
        _allowed = Math.Min(_most, _allowed + (time.GetElapsedTime(_countedAt, now).TotalSeconds * rate));
        _countedAt = now;
        var taken = (int)Math.Min(wanted, Math.Floor(_allowed));
        _allowed -= taken;
        return taken;
    }

    /// <summary>The time until the next may go; zero when one may.</summary>
    public TimeSpan Wait => perSecond is { } rate && _allowed < 1
        ? TimeSpan.FromSeconds((1 - _allowed) / rate) : TimeSpan.Zero;
}
