namespace Genesys.Receiver.Journal;

/// <summary>Hand-overs that are recorded in the commit that ends the processing of deliveries.</summary>
internal sealed record NewHandOvers
{
    /// <summary>The names of the destinations that each delivery is handed over to; none for one that isn't.</summary>
    public required Func<LeasedDelivery, IReadOnlyList<string>> DestinationsOf { get; init; }

    /// <summary>What the fetch brought; null when it failed.</summary>
    public FetchedContent? Content { get; init; }

    /// <summary>Why the fetch failed for good: a bounded, safe word or sentence; null when it didn't.</summary>
    public string? ConversationError { get; init; }
}
