using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// The timestamp of an anomaly's log event. It is the moment of receipt, unless CloudWatch Logs would refuse that as
/// too old, expired or too new: then it is the present, and the message's <c>receivedAt</c> still says when.
/// </summary>
internal sealed class EventClock(TimeProvider time, CloudWatchOptions options)
{
    private const int MaxAgeDays = 14;

    // What is in time when a batch is made must still be when it arrives, however long a call takes and however far the
    // clocks are apart.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MaxAhead = TimeSpan.FromHours(2) - Margin;

    private readonly TimeSpan _maxAge =
        TimeSpan.FromDays(options.RetentionDays is 0 or > MaxAgeDays ? MaxAgeDays : options.RetentionDays) - Margin;

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The timestamp for a moment of receipt, in ms since 1970.</summary>
    public long Stamp(DateTimeOffset receivedAt)
    {
        var now = time.GetUtcNow();
        var age = WallClock.Between(receivedAt, now);
        return (age > _maxAge || age < -MaxAhead ? now : receivedAt).ToUnixTimeMilliseconds();
    }
}
