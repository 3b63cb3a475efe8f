using Genesys.Receiver.Validation;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>A conversation as Genesys Cloud sent it.</summary>
public sealed record FetchedConversation
{
    public required ConversationId ConversationId { get; init; }

    /// <summary>Ids of the events that it was fetched for.</summary>
    public required IReadOnlyList<string> EventIds { get; init; }

    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>One JSON object, valid UTF-8. It holds personal data.</summary>
    public required ReadOnlyMemory<byte> Conversation { get; init; }

    /// <summary>
    /// One JSON object with the analytics details, or null when they weren't asked for or don't exist yet.
    /// </summary>
    public ReadOnlyMemory<byte>? Analytics { get; init; }
}
