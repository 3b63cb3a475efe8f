using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.ContactCentre;

/// <summary>
/// One whole conversation, from the customer's first moment to the last. Everything in it follows from its id.
/// </summary>
internal sealed record Conversation
{
    /// <summary>Conversation id as asked for.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required MediaType Media { get; init; }

    public required bool IsOutbound { get; init; }

    public required ConversationEnding Ending { get; init; }

    /// <summary>The customer's name.</summary>
    public required string CustomerName { get; init; }

    /// <summary>
    /// The customer's address: <c>tel:</c> and a number of the range that is kept for fiction, an e-mail address of
    /// example.com, or a user id.
    /// </summary>
    public required string CustomerAddress { get; init; }

    /// <summary>The address that the customer reached.</summary>
    public required string CentreAddress { get; init; }

    public required Named Queue { get; init; }

    public required Named Flow { get; init; }

    public required Named Agent { get; init; }

    public required Named WrapUpCode { get; init; }

    /// <summary>Time in the menu or bot before the queue.</summary>
    public required TimeSpan FlowTime { get; init; }

    /// <summary>Time in the queue.</summary>
    public required TimeSpan QueueTime { get; init; }

    /// <summary>Time that the agent is alerted; zero when no agent was.</summary>
    public required TimeSpan AlertTime { get; init; }

    /// <summary>Time with the agent or with the voicemail box; zero when the customer gave up.</summary>
    public required TimeSpan TalkTime { get; init; }

    /// <summary>Part of <see cref="TalkTime"/> on hold.</summary>
    public required TimeSpan HoldTime { get; init; }

    /// <summary>Time of the agent's after-call work.</summary>
    public required TimeSpan WrapUpTime { get; init; }

    public string ParticipantOf(string role) => SeededIds.Of($"{Id} participant {role}");

    public string SessionOf(string role) => SeededIds.Of($"{Id} session {role}");

    /// <summary>Whether it has begun and isn't over.</summary>
    public bool IsLive(DateTimeOffset now) => StartedAt <= now && now < WrappedUpAt;

    public bool IsAnswered => Ending is ConversationEnding.Answered or ConversationEnding.Transferred;

    public DateTimeOffset QueuedAt => StartedAt + FlowTime;

    public DateTimeOffset AlertedAt => QueuedAt + QueueTime;

    public DateTimeOffset ConnectedAt => AlertedAt + AlertTime;

    /// <summary>When the customer left.</summary>
    public DateTimeOffset EndedAt => ConnectedAt + TalkTime;

    /// <summary>When the last trace of it was written.</summary>
    public DateTimeOffset WrappedUpAt => EndedAt + WrapUpTime;
}
