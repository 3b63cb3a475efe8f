namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>What is known of a hand-over that is held.</summary>
/// <param name="Conversation">64 bits of the hand-over's conversation when that is handed over in order, else
/// 0.</param>
/// <param name="Content">Key of what was fetched for it; 0 for nothing.</param>
/// <param name="IsDeferred">True when it had no row as it was leased.</param>
internal readonly record struct HandOverLease(
    string Destination, long Delivery, long Conversation, long Content, bool IsDeferred = false);
