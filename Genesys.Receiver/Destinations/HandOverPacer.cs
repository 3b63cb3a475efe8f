namespace Genesys.Receiver.Destinations;

/// <summary>Keeps hand-overs to a rate. What isn't used of a tenth of a second is made up for, and no more.</summary>
internal sealed class HandOverPacer(double? perSecond, TimeProvider time)
{
    private readonly double _most = Math.Max(1, (perSecond ?? 0) / 10);
    private double _allowed = 1;
    private long _countedAt = time.GetTimestamp();

    /// <summary>Takes as many as may go now.</summary>
    public int Take(int wanted)
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
