namespace Genesys.Receiver.Journal;

/// <summary>Which deliveries are meant. A member that is null means any; texts are compared exactly.</summary>
internal sealed record DeliveryFilter
{
    /// <summary>The envelope's id.</summary>
    public string? EventId { get; init; }

    /// <summary>The conversation that the event names.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The request id that the caller was answered with.</summary>
    public string? RequestId { get; init; }

    /// <summary>The trace that received it: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The envelope's <c>detail-type</c> or <c>event_type</c>.</summary>
    public string? Topic { get; init; }

    /// <summary>
    /// The last attempt's reason, such as <c>timeout</c>, or that of a hand-over which is a dead letter.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// A destination that it was handed to, or waits for. With <see cref="DeliveryState.DeadLetter"/>: whose hand-over
    /// is a dead letter; all else that the filter says of a failure is of that hand-over then.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary>A failure group's <see cref="FailureGroup.Id"/>: dead letters alone are in one.</summary>
    public string? Group { get; init; }

    /// <summary>At least so many attempts.</summary>
    public int? MinAttempts { get; init; }

    /// <summary>True for deliveries of an event that Genesys had published before; false for any.</summary>
    public bool Republished { get; init; }

    /// <summary>Received at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// The state. One with a hand-over that is a dead letter is among the dead letters too, whatever it is itself.
    /// </summary>
    public DeliveryState? State { get; init; }
}
