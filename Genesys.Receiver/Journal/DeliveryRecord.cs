using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal;

/// <summary>A valid delivery as it enters the journal.</summary>
internal sealed record DeliveryRecord
{
    public required Delivery Delivery { get; init; }

    /// <summary>The request id that the caller is answered with.</summary>
    public required string RequestId { get; init; }

    /// <summary>Moment of receipt.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>W3C <c>traceparent</c> of the span that received it; null when nothing traces.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// False when there is nothing to fetch: the event names no conversation, or its topic is none that fetches. The
    /// delivery is finished with its record then.
    /// </summary>
    public bool NeedsProcessing
    {
        get => field && Delivery.ConversationId is not null;
        init;
    } = true;

    /// <summary>
    /// The names of the destinations that the event is handed over to by itself: their hand-overs are recorded with the
    /// delivery. It is given to the journal, and isn't in what the journal gives back.
    /// </summary>
    public IReadOnlyList<string> HandOvers { get; init; } = [];
}
