using System.Text.Json.Serialization;

namespace Genesys.Receiver.Client;

/// <summary>What the comparison with Genesys Cloud's analytics found of a conversation.</summary>
[JsonConverter(typeof(CamelCase<ReconciliationResult>))]
public enum ReconciliationResult
{
    /// <summary>None of its events is known.</summary>
    Missing,

    /// <summary>Some of its events are known; the one that ends it isn't.</summary>
    Incomplete,

    /// <summary>It was missing or incomplete, and its events came after its window was compared.</summary>
    Late,
}

/// <summary>A time whose conversations are compared with those that analytics names.</summary>
public sealed record ReconciliationWindow
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Conversations that began at this moment or later belong to it.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Conversations that began before this moment belong to it.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When it is looked at next; absent when it is done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was compared last; absent before the first time.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>Conversations that are known; those that came late aren't among them.</summary>
    public required int Known { get; init; }

    /// <summary>Conversations of which no event is known.</summary>
    public required int Missing { get; init; }

    /// <summary>Conversations that lack the event that ends them.</summary>
    public required int Incomplete { get; init; }

    /// <summary>Conversations that were missing or incomplete, and came late.</summary>
    public required int Late { get; init; }

    /// <summary>Conversations that the configured topics have no event for: they aren't reported.</summary>
    public required int NotExpected { get; init; }

    /// <summary>Requests that Genesys Cloud was asked with for it.</summary>
    public required int Requests { get; init; }

    /// <summary>Why it couldn't be compared the last time.</summary>
    public string? Problem { get; init; }
}

/// <summary>A conversation that was missing or incomplete.</summary>
public sealed record ReconciliationConversation
{
    /// <summary>Its key: a job that fetches takes it.</summary>
    public required long Key { get; init; }

    /// <summary>The conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>What was found.</summary>
    public required ReconciliationResult Result { get; init; }

    /// <summary>When it began, as analytics says.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; absent when it hadn't.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The topic of the event that an incomplete one lacks.</summary>
    public string? EndTopic { get; init; }

    /// <summary>When a job asked for it to be fetched.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>When the delivery that fetches it was recorded: a search for the conversation finds it.</summary>
    public DateTimeOffset? RecordedAt { get; init; }
}

/// <summary>A window with a page of its conversations that were missing or incomplete.</summary>
/// <param name="Window">The window.</param>
/// <param name="Items">The conversations, the last found first; at most 10,000 of a window are kept by id.</param>
/// <param name="Next">The <c>cursor</c> of the next page; absent after the last.</param>
public sealed record ReconciliationDetails(
    ReconciliationWindow Window, IReadOnlyList<ReconciliationConversation> Items, string? Next = null);
