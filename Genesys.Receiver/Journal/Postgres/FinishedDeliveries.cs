namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What one fetch finishes.</summary>
/// <param name="Deliveries">The leases.</param>
/// <param name="Attempt">The attempt that succeeded.</param>
/// <param name="RestsUntil">Until when their conversations rest, by the journal's clock; 0 for not at all.</param>
/// <param name="HandOvers">What is handed over; null for nothing.</param>
internal sealed record FinishedDeliveries(
    IReadOnlyList<LeasedDelivery> Deliveries, AttemptEntry Attempt, long RestsUntil, NewHandOvers? HandOvers);
