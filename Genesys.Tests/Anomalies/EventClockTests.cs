using Genesys.Receiver.Anomalies;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Anomalies;

/// <summary>
/// CloudWatch Logs refuses events that are older than 14 days or than the group's retention, or 2 hours ahead: with
/// ten minutes to spare they have the present as timestamp.
/// </summary>
public class EventClockTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "-13.23:50:00", true)]
    [InlineData(0, "-13.23:50:01", false)]
    [InlineData(30, "-13.23:50:00", true)]
    [InlineData(30, "-13.23:50:01", false)]
    [InlineData(7, "-6.23:50:00", true)]
    [InlineData(7, "-6.23:50:01", false)]
    [InlineData(30, "01:50:00", true)]
    [InlineData(30, "01:50:01", false)]
    public void Timestamp_IsTheMomentOfReceipt_AsLongAsThatIsTaken(int retentionDays, string away, bool isKept)
    {
        var clock = new EventClock(new FakeTimeProvider(Now), new CloudWatchOptions { RetentionDays = retentionDays });
        var receivedAt = Now + TimeSpan.Parse(away, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal((isKept ? receivedAt : Now).ToUnixTimeMilliseconds(), clock.Stamp(receivedAt));
    }
}
