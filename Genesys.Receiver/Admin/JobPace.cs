namespace Genesys.Receiver.Admin;

/// <summary>How many deliveries of a job are due: so many a second, and no more at once than a quarter of a second's after a halt.</summary>
internal sealed class JobPace(int ratePerSecond, TimeProvider time)
{
    private readonly double _most = Math.Max(1, ratePerSecond / 4.0);
    private long _lookedAt = time.GetTimestamp();
    private double _due = 1;

    /// <summary>Takes what is due now.</summary>
    public int Take()
    {
        var now = time.GetTimestamp();
        _due = Math.Min(_most, _due + (ratePerSecond * time.GetElapsedTime(_lookedAt, now).TotalSeconds));
        _lookedAt = now;
        var whole = (int)_due;
        _due -= whole;
        return whole;
    }
}
