using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>How old an event is.</summary>
internal static class EventAge
{
    /// <summary>
    /// The time since its envelope's <c>time</c>; since its receipt when its envelope says a time in the future.
    /// </summary>
    public static TimeSpan Of(DeliveryRecord record, DateTimeOffset now)
    {
        var since = record.Delivery.Time <= record.ReceivedAt ? record.Delivery.Time : record.ReceivedAt;
        return WallClock.Between(since, now);
    }
}
