namespace Genesys.MockGenesys.Consumer;

/// <summary>An event that a consumer took.</summary>
/// <param name="Id">Its CloudEvents id.</param>
/// <param name="Subject">Its conversation, or null.</param>
/// <param name="EventHash">SHA-256 of the event's bytes in hex; null when it came without the event.</param>
/// <param name="HasConversation">Whether its conversation came with it.</param>
/// <param name="ConversationError">Why it didn't, or null.</param>
/// <param name="At">When it came first.</param>
public sealed record ConsumedEvent(
    string Id, string Type, string? Subject, string? EventHash, bool HasConversation,
    string? ConversationError, DateTimeOffset At)
{
    /// <summary>How often it came.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether it came with other bytes, or under another id, than the first time.</summary>
    public bool Changed { get; init; }
}
