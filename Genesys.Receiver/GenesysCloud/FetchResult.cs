namespace Genesys.Receiver.GenesysCloud;

/// <summary>How a fetch of a conversation ended.</summary>
internal enum FetchOutcome
{
    /// <summary>The conversation is there.</summary>
    Fetched,

    /// <summary>
    /// Genesys Cloud takes no requests now (circuit, rate limit, credentials); it says nothing about this conversation.
    /// </summary>
    Held,

    /// <summary>Every HTTP attempt failed; a later fetch may do better.</summary>
    FailedForNow,

    /// <summary>404: for a young event it isn't there yet; for any other it never will be.</summary>
    NotFound,

    /// <summary>It can never succeed.</summary>
    FailedForGood,
}

/// <summary>The result of a fetch of a conversation.</summary>
internal sealed record FetchResult
{
    public required FetchOutcome Outcome { get; init; }

    /// <summary>
    /// A stable word in snake case: <c>completed</c>, <c>timeout</c>, <c>http_404</c>, <c>wrong_content_type</c> …
    /// </summary>
    public required string Reason { get; init; }

    /// <summary>HTTP attempts made.</summary>
    public required int Attempts { get; init; }

    /// <summary>Its HTTP attempts, oldest first.</summary>
    public IReadOnlyList<FetchRequest> Requests { get; init; } = [];

    /// <summary>The last HTTP status; 0 when there was none.</summary>
    public int StatusCode { get; init; }

    /// <summary>The wait that the last answer asked for, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The conversation as Genesys Cloud sent it, when fetched: one JSON object.</summary>
    public ReadOnlyMemory<byte> Conversation { get; init; }

    /// <summary>Its analytics details, when they were asked for and there are any.</summary>
    public ReadOnlyMemory<byte>? Analytics { get; init; }

    /// <summary>
    /// True when analytics details were asked for and there are none (404): for a young event, not yet.
    /// </summary>
    public bool LacksAnalytics { get; init; }
}
