using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>What becomes of a round's deliveries.</summary>
internal enum RoundEndKind
{
    /// <summary>Done.</summary>
    Completed,

    /// <summary>Nothing was learnt of them (circuit, rate limit, credentials, shutdown): the round doesn't count.</summary>
    Released,

    /// <summary>Another round later.</summary>
    FailedForNow,

    /// <summary>Dead letters.</summary>
    FailedForGood,
}

/// <summary>How a round ended.</summary>
/// <param name="Kind">What becomes of its deliveries.</param>
/// <param name="Round">The entry for their history.</param>
/// <param name="RetryAfter">The wait that the far side asked for, or null.</param>
internal sealed record RoundEnd(RoundEndKind Kind, Round Round, TimeSpan? RetryAfter);
