namespace Genesys.Receiver.Validation.Schemas;

/// <summary>
/// What the rules between members look at. A member that is missing or broken has its own finding, and no rule asks for
/// it again. There are few different ones, so that what the rules say of each is kept (<see
/// cref="EventSchema.Judge"/>).
/// </summary>
/// <param name="IsAnalyzed">True when the event's type is the one that can't do without a conversation.</param>
/// <param name="HasConversationHolder">True when the object that holds the conversation id was read.</param>
/// <param name="ConversationId">What was sent as conversation id.</param>
/// <param name="TopicFits">True unless both the topic's template and the topic's name were given and don't fit.</param>
internal readonly record struct EventFacts(
    bool IsAnalyzed, bool HasConversationHolder, ConversationIdGiven ConversationId, bool TopicFits)
{
    /// <summary>How many different facts there can be.</summary>
    public const int Count = 2 * 2 * 3 * 2;

    /// <summary>The facts as a number below <see cref="Count"/>.</summary>
    public int Index =>
        (IsAnalyzed ? 1 : 0) + (HasConversationHolder ? 2 : 0) + (TopicFits ? 4 : 0) + (8 * (int)ConversationId);
}

/// <summary>What can be sent as a conversation id.</summary>
internal enum ConversationIdGiven
{
    /// <summary>Nothing, or null.</summary>
    None,

    /// <summary>A string that is empty or white space alone.</summary>
    Blank,

    /// <summary>Anything else, right or wrong.</summary>
    Something,
}
