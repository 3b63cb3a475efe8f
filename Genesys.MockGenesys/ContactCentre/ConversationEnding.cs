namespace Genesys.MockGenesys.ContactCentre;

/// <summary>How a conversation ends.</summary>
internal enum ConversationEnding
{
    /// <summary>An agent answered, and one of the two hung up.</summary>
    Answered,

    /// <summary>An agent answered and handed the customer over.</summary>
    Transferred,

    /// <summary>The customer left the queue.</summary>
    Abandoned,

    /// <summary>The customer left a message.</summary>
    Voicemail,
}
