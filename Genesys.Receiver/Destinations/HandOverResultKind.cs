namespace Genesys.Receiver.Destinations;

/// <summary>What a destination made of a hand-over.</summary>
public enum HandOverResultKind
{
    /// <summary>It has the event.</summary>
    Delivered,

    /// <summary>It will never take this event: a dead letter.</summary>
    Refused,

    /// <summary>The event is larger than it takes: a dead letter.</summary>
    TooLarge,

    /// <summary>It has trouble: tried again later.</summary>
    Failed,

    /// <summary>It wants no more events: paused at once, and tried again once a minute.</summary>
    Gone,
}
