namespace Genesys.MockGenesys.Sender;

/// <summary>Where an event stands with EventBridge.</summary>
public enum EventState
{
    /// <summary>Not answered yet, or to be sent again.</summary>
    Waiting,

    /// <summary>Answered 2xx.</summary>
    Delivered,

    /// <summary>Answered with a status that isn't retried: dropped, into the dead-letter list.</summary>
    Refused,

    /// <summary>Given up after the last retry or at the greatest age: dropped, into the dead-letter list.</summary>
    Exhausted,
}
