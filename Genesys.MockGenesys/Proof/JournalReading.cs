namespace Genesys.MockGenesys.Proof;

/// <summary>What the receiver's journal says.</summary>
/// <param name="States">State of each event by its id: <c>open</c>, <c>finished</c>, <c>deadLetter</c>,
/// <c>discarded</c>.</param>
/// <param name="Unread">Why it could not be read, or null.</param>
internal sealed record JournalReading(IReadOnlyDictionary<string, string> States, string? Unread = null)
{
    /// <summary>Still to be processed.</summary>
    public const string Open = "open";

    public static JournalReading Unreadable(string why) => new(new Dictionary<string, string>(StringComparer.Ordinal), why);

    public bool IsOpen(string eventId) => States.GetValueOrDefault(eventId) == Open;
}
