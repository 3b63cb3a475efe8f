namespace Genesys.MockGenesys.Sender;

/// <summary>The sender as it stands.</summary>
/// <param name="Phase">What it does at this moment.</param>
/// <param name="Target">The receiver's address as configured.</param>
/// <param name="Bus">Which EventBridge it behaves as.</param>
/// <param name="Settings">The settings in force.</param>
/// <param name="Counts">Counts of the ledger.</param>
/// <param name="ConversationsFetched">Conversations that the API answered with 200.</param>
/// <param name="Throttled">API requests beyond the client's limit.</param>
public sealed record SenderStatus(
    SenderPhase Phase, string Target, EventBus Bus, SenderSettings Settings, LedgerCounts Counts,
    long ConversationsFetched, long Throttled);
