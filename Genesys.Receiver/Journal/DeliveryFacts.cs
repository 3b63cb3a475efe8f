namespace Genesys.Receiver.Journal;

/// <summary>What the search index has of a delivery.</summary>
/// <param name="Received">When it was received, in milliseconds since 1970.</param>
/// <param name="Since">Since when it has been in its state, likewise.</param>
/// <param name="Reason">The last attempt's reason; empty without one.</param>
/// <param name="Status">The last attempt's status.</param>
/// <param name="Attempts">How many attempts there were.</param>
internal readonly record struct DeliveryFacts(
    long Key, DeliveryState State, long Received, long Since, string Topic, string Reason, int Status, int Attempts);
