using Genesys.Receiver.Redaction;

namespace Genesys.Receiver.Journal;

/// <summary>What a comparison with Genesys Cloud's analytics found of a conversation.</summary>
internal enum ReconciliationResult
{
    /// <summary>None of its events is known.</summary>
    Missing = 1,

    /// <summary>Some of its events are known; the one that ends it isn't.</summary>
    Incomplete = 2,

    /// <summary>It was missing or incomplete when its window was checked first, and its events are known now.</summary>
    Late = 3,
}

/// <summary>A time whose conversations are compared. Each moment belongs to one window.</summary>
internal sealed record ReconciliationWindow
{
    /// <summary>The journal's own key of it, rising.</summary>
    public required long Id { get; init; }

    /// <summary>Conversations that began at this moment or later belong to it.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Conversations that began before this moment belong to it.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When it is looked at next; null: it is done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was compared last; null: not yet.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>How often it was compared.</summary>
    public int Checks { get; init; }

    /// <summary>Requests that Genesys Cloud was asked with for it.</summary>
    public int Requests { get; init; }

    /// <summary>Conversations that are known; those that were late aren't among them.</summary>
    public int Known { get; init; }

    public int Missing { get; init; }

    public int Incomplete { get; init; }

    public int Late { get; init; }

    /// <summary>Conversations that the configured topics have no event for.</summary>
    public int NotExpected { get; init; }

    /// <summary>
    /// Why it couldn't be compared, or looked at again, the last time: a sentence; null when it could.
    /// </summary>
    public string? Problem { get; init; }
}

/// <summary>A conversation that was missing or incomplete.</summary>
internal sealed record ReconciliationEntry
{
    /// <summary>The event type of the delivery that is recorded for one that a job asks for.</summary>
    public const string EventType = SafeEventType.Reconciliation;

    /// <summary>The journal's own key of it, rising; 0 for one that isn't written yet.</summary>
    public long Key { get; init; }

    public required string ConversationId { get; init; }

    public required ReconciliationResult Result { get; init; }

    /// <summary>When it began, as analytics says.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null when it hadn't.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The topic of the event that an incomplete one lacks.</summary>
    public string? EndTopic { get; init; }

    /// <summary>When a job asked for it to be fetched; null: none did.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When the delivery that fetches it was recorded; null: it wasn't.</summary>
    public DateTimeOffset? RecordedAt { get; init; }
}
