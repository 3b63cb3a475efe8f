namespace Genesys.MockGenesys.Sender;

/// <summary>Writes the dead letters of a request that was given up.</summary>
internal static class DeadLetters
{
    /// <summary>The classic bus writes one letter for each event, the other one a letter for the batch.</summary>
    public static IReadOnlyList<DeadLetter> Of(
        EventBus bus, IReadOnlyList<LedgerEntry> entries, InvocationResult last, RetryDecision decision, int attempts,
        DateTimeOffset now)
    {
        var message = last.Status is { } status
            ? $"The destination answered {status}."
            : "The destination didn't answer.";
        return bus == EventBus.Batching
            ? [BatchDeadLetter.Of(entries, last, message, decision, attempts)]
            : [.. entries.Select(entry => ClassicDeadLetter.Of(entry, last, message, decision, attempts, now))];
    }
}
