using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>How old an event is.</summary>
internal static class EventAge
{
    /// <summary>The time since its envelope's <c>time</c>; since its receipt when its envelope says a time in the future.</summary>
    public static TimeSpan Of(DeliveryRecord record, DateTimeOffset now)
    {
        var since = record.Delivery.Time <= record.ReceivedAt ? record.Delivery.Time : record.ReceivedAt;
        // Both are moments of other machines or of an earlier run: only the wall clock relates them to the present.
        return now - since;
    }
}
