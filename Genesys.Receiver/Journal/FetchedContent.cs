namespace Genesys.Receiver.Journal;

/// <summary>
/// What one fetch brought. It is stored once, however many deliveries and destinations wait for it, and goes with the
/// last that needs it.
/// </summary>
/// <param name="Conversation">The conversation's JSON as it came.</param>
/// <param name="Analytics">The analytics' JSON as it came; null when they weren't fetched.</param>
internal sealed record FetchedContent(ReadOnlyMemory<byte> Conversation, ReadOnlyMemory<byte>? Analytics);
