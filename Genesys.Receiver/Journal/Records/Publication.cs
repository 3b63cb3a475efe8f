using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Records;

/// <summary>A delivery as one publication of its event.</summary>
/// <param name="Key">What every publication of the event has.</param>
/// <param name="Delivery">The delivery's key; 0 before it has one.</param>
/// <param name="Envelope">32 bits of the hash of the envelope's id: a delivery that has the same id isn't another
/// publication.</param>
/// <param name="ReceivedAt">Milliseconds since 1970.</param>
internal readonly record struct Publication(BusinessKey Key, long Delivery, int Envelope, long ReceivedAt)
{
    // Genesys Cloud keeps an event for up to four days while EventBridge can't be reached.
    private static readonly long Kept = (long)TimeSpan.FromDays(5).TotalMilliseconds;

    // What claims to happen later than that would be kept for longer than all else.
    private static readonly long Ahead = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>False when its event says that it is yet to happen: then it isn't kept.</summary>
    public bool IsPlausible => Key.EventTime <= ReceivedAt + Ahead;

    /// <summary>Before this moment nothing is kept, in milliseconds since 1970.</summary>
    public static long KeptSince(long now) => now - Kept;

    /// <summary>What a record says; null when its event has no key.</summary>
    public static Publication? Of(DeliveryRecord record) => record.Delivery is { BusinessKey: { } key, EventId: var id }
        ? new Publication(
            key, 0, EnvelopeOf(SearchHash.Of(SearchId.Event, id)), record.ReceivedAt.ToUnixTimeMilliseconds())
        : null;

    /// <summary>The same of a record as bytes.</summary>
    /// <param name="ids">The record.</param>
    /// <param name="delivery">The delivery's key.</param>
    /// <param name="eventHash">The hash under which it is found by its envelope's id.</param>
    public static Publication? Of(in DeliveryIds ids, long delivery, long eventHash) => ids.BusinessKey is { } key
        ? new Publication(key, delivery, EnvelopeOf(eventHash), ids.ReceivedAt)
        : null;

    /// <summary>
    /// True for another publication of the event of an earlier delivery, within the time for which that is kept.
    /// </summary>
    public bool Repeats(in Publication first) =>
        first.Delivery != Delivery && first.Envelope != Envelope && first.ReceivedAt >= KeptSince(ReceivedAt);

    private static int EnvelopeOf(long eventHash) => unchecked((int)eventHash);
}
