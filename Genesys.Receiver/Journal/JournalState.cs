namespace Genesys.Receiver.Journal;

/// <summary>What the journal holds, and whether it can write and has room.</summary>
/// <param name="OpenDeliveries">Deliveries neither finished nor dead-lettered.</param>
/// <param name="OpenAnomalies">Anomalies not yet shipped.</param>
/// <param name="DeadLetters">Deliveries that failed for good and wait for an operator.</param>
/// <param name="OldestDeliveryAge">Age of the oldest open delivery; zero when there is none.</param>
/// <param name="OldestAnomalyAge">Age of the oldest anomaly not yet shipped; zero when there is none.</param>
/// <param name="Bytes">Size on disk in bytes.</param>
/// <param name="Problem">Null when the journal can write; else a sentence that says what to do.</param>
internal sealed record JournalState(
    long OpenDeliveries,
    long OpenAnomalies,
    long DeadLetters,
    TimeSpan OldestDeliveryAge,
    TimeSpan OldestAnomalyAge,
    long Bytes,
    string? Problem)
{
    /// <summary>Null while there is room for all that may come; else a sentence that names the bounds.</summary>
    public string? Full { get; init; }

    /// <summary>
    /// Null while the search index can be kept up to date; else a sentence that says what to do: what the journal takes
    /// and does goes on, what it is asked it may not know.
    /// </summary>
    public string? IndexProblem { get; init; }

    /// <summary>Hand-overs that wait, over all destinations.</summary>
    public long WaitingHandOvers { get; init; }

    /// <summary>Hand-overs that failed for good and wait for an operator.</summary>
    public long HandOverDeadLetters { get; init; }
}
