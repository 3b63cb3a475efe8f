namespace Genesys.Receiver.Validation.Schemas;

/// <summary>What the rules between members look at. A member that is missing or broken has its own finding, and no rule asks for it again.</summary>
internal sealed class EventFacts
{
    /// <summary>The envelope's type when it is one that the schema knows, else null.</summary>
    public string? EventType { get; set; }

    /// <summary>True when the object that holds the conversation id was read.</summary>
    public bool HasConversationHolder { get; set; }

    /// <summary>What was sent as conversation id.</summary>
    public ConversationIdGiven ConversationId { get; set; }

    /// <summary>True unless both the topic's template and the topic's name were given and don't fit.</summary>
    public bool TopicFits { get; set; } = true;
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
