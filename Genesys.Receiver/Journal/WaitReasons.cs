namespace Genesys.Receiver.Journal;

/// <summary>
/// What deliveries and hand-overs wait for: a closed list. A request's own waits have others, see
/// <see cref="HttpAttemptEntry.WaitedFor"/>.
/// </summary>
internal static class WaitReasons
{
    /// <summary>The time between an attempt that failed and the next.</summary>
    public const string Retry = "retry";

    /// <summary>An operator: it was a dead letter, or had ended, until a job replayed it.</summary>
    public const string Replay = "replay";

    /// <summary>Its turn: others came first, or no receiver ran.</summary>
    public const string Backlog = "backlog";

    /// <summary>The least time between two fetches of one conversation, <c>Genesys:MinFetchInterval</c>.</summary>
    public const string MinFetchInterval = "min_fetch_interval";

    /// <summary>A fetch of its conversation that was under way, and that it joined.</summary>
    public const string Fetch = "fetch_under_way";

    /// <summary>The circuit to Genesys Cloud, which was open.</summary>
    public const string CircuitOpen = "circuit_open";

    /// <summary>Genesys Cloud's rate limit, or the destination's <c>RatePerSecond</c>.</summary>
    public const string RateLimit = "rate_limit";

    /// <summary>Credentials that Genesys Cloud refused.</summary>
    public const string Credentials = "credentials";

    /// <summary>An earlier hand-over of its conversation, where the order is kept.</summary>
    public const string Order = "order";

    /// <summary>A destination that an operator had paused.</summary>
    public const string Paused = "paused";

    /// <summary>A destination that failed, and was tried again after a time.</summary>
    public const string DestinationFailing = "destination_failing";
}
