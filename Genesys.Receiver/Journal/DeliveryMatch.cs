using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal;

/// <summary>Says whether what was found is what was meant: an index is a hint, the record itself decides.</summary>
internal static class DeliveryMatch
{
    public static bool Fits(DeliveryFilter filter, DeliveryEntry entry)
    {
        var (record, delivery) = (entry.Record, entry.Record.Delivery);
        return (filter.State is null || filter.State == entry.State || IsDeadHandOver(filter, entry))
            && Is(filter.EventId, delivery.EventId)
            && Is(filter.ConversationId, delivery.ConversationId?.Value)
            && Is(filter.RequestId, record.RequestId)
            && Is(filter.TraceId, TraceId.Of(record.TraceParent))
            && Is(filter.Topic, delivery.EventType)
            && Is(filter.Reason, entry.Attempts.Count == 0 ? "" : entry.Attempts[^1].Reason)
            && (filter.MinAttempts is null || entry.Attempts.Count >= filter.MinAttempts)
            && (filter.From is null || record.ReceivedAt >= filter.From)
            && (filter.To is null || record.ReceivedAt < filter.To)
            && (filter.Destination is null || entry.HandOvers.Any(handOver => Is(filter.Destination, handOver.Destination)))
            && (filter.Group is null || Is(filter.Group, GroupOf(entry)));
    }

    public static bool Fits(AnomalyFilter filter, AnomalyEntry entry) =>
        (filter.State is null || filter.State == entry.State)
        && (filter.Kind is null || filter.Kind == entry.Record.Kind)
        && Is(filter.RequestId, entry.Record.RequestId)
        && Is(filter.EventId, entry.Record.EventId)
        && Is(filter.TraceId, TraceId.Of(entry.Record.TraceParent))
        && (filter.From is null || entry.Record.ReceivedAt >= filter.From)
        && (filter.To is null || entry.Record.ReceivedAt < filter.To)
        && (filter.Group is null || Is(filter.Group, AnomalyGroupKey.Of(entry.Record).Id));

    private static bool IsDeadHandOver(DeliveryFilter filter, DeliveryEntry entry) =>
        filter.State == DeliveryState.DeadLetter && entry.HandOvers.Any(handOver => handOver.State == HandOverState.DeadLetter);

    private static string? GroupOf(DeliveryEntry entry) => entry.State != DeliveryState.DeadLetter || entry.Attempts.Count == 0
        ? null
        : SearchHash.ToText(SearchHash.OfFailure(entry.Attempts[^1].Reason, entry.Attempts[^1].StatusCode, entry.Record.Delivery.EventType, null));

    private static bool Is(string? wanted, string? actual) => wanted is null || string.Equals(wanted, actual, StringComparison.Ordinal);
}
