using Genesys.Receiver.Client;

namespace Genesys.MockGenesys.Proof;

/// <summary>What the receiver's journal says.</summary>
/// <param name="States">State of each event by its id.</param>
/// <param name="UpTo">What was recorded before this moment is among them.</param>
/// <param name="Unread">Why it could not be read, or null.</param>
internal sealed record JournalReading(
    IReadOnlyDictionary<string, DeliveryState> States, DateTimeOffset UpTo, string? Unread = null)
{
    /// <summary>
    /// Ids of events that were published again and that the receiver, as it is set to, took for duplicates: nothing is
    /// fetched or handed on for them.
    /// </summary>
    public IReadOnlySet<string> Duplicates { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public static JournalReading Unreadable(string why) =>
        new(new Dictionary<string, DeliveryState>(StringComparer.Ordinal), DateTimeOffset.MinValue, why);

    public bool IsOpen(string eventId) => States.TryGetValue(eventId, out var state) && state == DeliveryState.Open;
}
