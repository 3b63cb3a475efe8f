using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal;

/// <summary>Says whether what was found is what was meant: an index is a hint, the record itself decides.</summary>
internal static class DeliveryMatch
{
    public static bool Fits(DeliveryFilter filter, DeliveryEntry entry) =>
        IsMeant(filter, entry) && (FitsItself(filter, entry) || HasDeadLetter(filter, entry, DateTimeOffset.MaxValue));

    /// <summary>True when what fits has been so since a moment or longer.</summary>
    /// <param name="entry">The delivery.</param>
    /// <param name="openSince">Since when it is open, when it is.</param>
    /// <param name="asOf">The moment.</param>
    public static bool Fits(
        DeliveryFilter filter, DeliveryEntry entry, DateTimeOffset openSince, DateTimeOffset asOf) =>
        IsMeant(filter, entry)
        && ((FitsItself(filter, entry) && (entry.EndedAt ?? openSince) <= asOf) || HasDeadLetter(filter, entry, asOf));

    /// <summary>
    /// True when hand-overs have to be looked at that are dead letters: what fits isn't found by the delivery's own
    /// state and failure alone.
    /// </summary>
    public static bool TakesHandOvers(DeliveryFilter filter) =>
        filter.State == DeliveryState.DeadLetter
        || (filter.State is null
            && (filter.Reason is not null || filter.MinAttempts is not null || filter.Group is not null));

    /// <summary>True when a delivery's own failure can be what is meant.</summary>
    public static bool TakesFetches(DeliveryFilter filter) =>
        filter.State != DeliveryState.DeadLetter || filter.Destination is null;

    /// <summary>The destination of a failure group that a delivery is in; null when the group is of fetches.</summary>
    public static string? DestinationOf(string group, DeliveryEntry entry) =>
        entry.HandOvers.FirstOrDefault(handOver => Is(group, GroupOf(entry, handOver)))?.Destination;

    public static bool Fits(AnomalyFilter filter, AnomalyEntry entry) =>
        (filter.State is null || filter.State == entry.State)
        && (filter.Kind is null || filter.Kind == entry.Record.Kind)
        && Is(filter.RequestId, entry.Record.RequestId)
        && Is(filter.EventId, entry.Record.EventId)
        && Is(filter.TraceId, TraceId.Of(entry.Record.TraceParent))
        && (filter.From is null || entry.Record.ReceivedAt >= filter.From)
        && (filter.To is null || entry.Record.ReceivedAt < filter.To)
        && (filter.Group is null || Is(filter.Group, AnomalyGroupKey.Of(entry.Record).Id));

    private static bool IsMeant(DeliveryFilter filter, DeliveryEntry entry)
    {
        var (record, delivery) = (entry.Record, entry.Record.Delivery);
        return Is(filter.EventId, delivery.EventId)
            && Is(filter.ConversationId, delivery.ConversationId?.Value)
            && Is(filter.RequestId, record.RequestId)
            && Is(filter.TraceId, TraceId.Of(record.TraceParent))
            && Is(filter.Topic, delivery.EventType)
            && (!filter.Republished || entry.Republished is not null)
            && (filter.From is null || record.ReceivedAt >= filter.From)
            && (filter.To is null || record.ReceivedAt < filter.To);
    }

    private static bool FitsItself(DeliveryFilter filter, DeliveryEntry entry) =>
        TakesFetches(filter)
        && (filter.State is null || filter.State == entry.State)
        && Is(filter.Reason, entry.Attempts.Count == 0 ? "" : entry.Attempts[^1].Reason)
        && (filter.MinAttempts is null || entry.Attempts.Count >= filter.MinAttempts)
        && (filter.Destination is null || entry.HandOvers.Any(handOver => Is(filter.Destination, handOver.Destination)))
        && (filter.Group is null || Is(filter.Group, GroupOf(entry)));

    private static bool HasDeadLetter(DeliveryFilter filter, DeliveryEntry entry, DateTimeOffset asOf) =>
        filter.State is null or DeliveryState.DeadLetter
        && entry.HandOvers.Any(handOver => handOver.State == HandOverState.DeadLetter
            && handOver.EndedAt <= asOf
            && Is(filter.Destination, handOver.Destination)
            && Is(filter.Reason, handOver.Reason)
            && (filter.MinAttempts is null || handOver.Attempts.Count >= filter.MinAttempts)
            && (filter.Group is null || Is(filter.Group, GroupOf(entry, handOver))));

    private static string GroupOf(DeliveryEntry entry, HandOverEntry handOver) => SearchHash.ToText(
        SearchHash.OfFailure(
            handOver.Reason ?? "", handOver.Status, entry.Record.Delivery.EventType, handOver.Destination));

    private static string? GroupOf(DeliveryEntry entry) =>
        entry.State != DeliveryState.DeadLetter || entry.Attempts.Count == 0
        ? null
        : SearchHash.ToText(
            SearchHash.OfFailure(
                entry.Attempts[^1].Reason, entry.Attempts[^1].StatusCode, entry.Record.Delivery.EventType, null));

    private static bool Is(string? wanted, string? actual) =>
        wanted is null || string.Equals(wanted, actual, StringComparison.Ordinal);
}
