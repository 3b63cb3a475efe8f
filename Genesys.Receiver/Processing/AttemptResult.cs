using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>What becomes of a delivery after an attempt.</summary>
internal enum AttemptResultKind
{
    /// <summary>Done.</summary>
    Completed,

    /// <summary>
    /// Nothing was learnt of it (circuit, rate limit, credentials, shutdown): the attempt doesn't count.
    /// </summary>
    Released,

    /// <summary>Another attempt later.</summary>
    FailedForNow,

    /// <summary>A dead letter.</summary>
    FailedForGood,
}

/// <summary>How an attempt of a delivery ended.</summary>
/// <param name="Kind">What becomes of the delivery.</param>
/// <param name="Attempt">The entry for its history.</param>
/// <param name="RetryAfter">The wait that the far side asked for, or null.</param>
/// <param name="Content">What was fetched, or null.</param>
internal sealed record AttemptResult(
    AttemptResultKind Kind, AttemptEntry Attempt, TimeSpan? RetryAfter, FetchedContent? Content = null);
