namespace Genesys.Receiver.Client;

/// <summary>What an operator did, or read in clear.</summary>
public sealed record AuditEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who; absent when the key has no name.</summary>
    public string? By { get; init; }

    /// <summary>What: one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: a destination, a job, a key, a filter in words.</summary>
    public string? Subject { get; init; }

    /// <summary>To how many.</summary>
    public long? Count { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}

/// <summary>What the audit has rows of.</summary>
public static class AuditActions
{
    /// <summary>A delivery was read in clear.</summary>
    public const string ReadInClear = "read-in-clear";

    /// <summary>A job that replays was created.</summary>
    public const string Replay = "replay";

    /// <summary>A job that discards was created.</summary>
    public const string Discard = "discard";

    /// <summary>A job that erases was created.</summary>
    public const string Erase = "erase";

    /// <summary>A job that fetches was created.</summary>
    public const string Fetch = "fetch";

    /// <summary>A job was stopped.</summary>
    public const string StopJob = "stop-job";

    /// <summary>A destination was paused.</summary>
    public const string PauseDestination = "pause-destination";

    /// <summary>A destination goes on.</summary>
    public const string ResumeDestination = "resume-destination";

    /// <summary>What waited for a destination was discarded.</summary>
    public const string DiscardWaiting = "discard-waiting";

    /// <summary>A test event was sent to a destination.</summary>
    public const string TestDestination = "test-destination";

    /// <summary>Anomalies that were set aside were put back on their way.</summary>
    public const string ReplayAnomalies = "replay-anomalies";

    /// <summary>Anomalies that were set aside were removed.</summary>
    public const string DiscardAnomalies = "discard-anomalies";
}

/// <summary>Which rows of the audit to find. All of it must fit; what is absent fits everything.</summary>
public sealed record AuditFilter
{
    /// <summary>The operator's name.</summary>
    public string? By { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public string? Action { get; init; }

    /// <summary>At this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this moment.</summary>
    public DateTimeOffset? To { get; init; }
}
