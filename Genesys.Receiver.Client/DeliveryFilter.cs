namespace Genesys.Receiver.Client;

/// <summary>What deliveries to find, or to act on. All of it must fit; what is absent fits everything.</summary>
public sealed record DeliveryFilter
{
    /// <summary>The envelope's id.</summary>
    public string? EventId { get; init; }

    /// <summary>The conversation that the event names.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The request id that the sender was answered with.</summary>
    public string? RequestId { get; init; }

    /// <summary>The trace that received it, or that made an attempt: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The topic: <c>detail-type</c>, or <c>event_type</c> of the flat envelope.</summary>
    public string? Topic { get; init; }

    /// <summary>The reason of its last attempt, or of a hand-over that failed for good.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// A destination that it was, or is to be, handed on to. With the state <c>deadLetter</c>: whose hand-over failed
    /// for good; a job acts on that destination's dead letters alone.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary>
    /// A failure group's id: what failed for good for its reason, with its status, of its topic and at its destination.
    /// For searches: a job has the group itself.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Fewest attempts that were made.</summary>
    public int? MinAttempts { get; init; }

    /// <summary>True: its event had been published before, under another envelope id.</summary>
    public bool? Republished { get; init; }

    /// <summary>Received at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Where it stands. A search without it finds any, a job without it takes dead letters.</summary>
    public DeliveryState? State { get; init; }
}
