namespace Genesys.Receiver.Answers;

/// <summary>
/// Everything that can become of a request: a closed list, each with its answer in <see cref="AnswerTable"/>.
/// </summary>
internal enum OutcomeKind
{
    /// <summary>Recorded durably (or processed, in inline mode).</summary>
    Accepted,

    /// <summary>The same event was recorded or finished before.</summary>
    Duplicate,

    /// <summary>The same event is being processed by an inline request.</summary>
    InFlight,

    /// <summary>Not JSON, or a violation of the schema; the anomaly is recorded.</summary>
    Rejected,

    /// <summary>Credentials are missing or wrong.</summary>
    Unauthenticated,

    /// <summary>The issuer whose keys would tell whether the credentials are right can't be reached.</summary>
    IssuerUnavailable,

    /// <summary>
    /// A page of another site, or one that reached this service by a public name, makes a browser ask for something.
    /// </summary>
    CrossSite,

    /// <summary>Another method than the path takes.</summary>
    MethodNotAllowed,

    /// <summary>No such path.</summary>
    NotFound,

    /// <summary>The request, or its body, didn't arrive in time.</summary>
    TooSlow,

    /// <summary>The body is longer than the limit; the anomaly is recorded.</summary>
    TooLarge,

    /// <summary>
    /// The content type is missing or not JSON, or the encoding isn't taken; the anomaly is recorded.
    /// </summary>
    UnsupportedMediaType,

    /// <summary>Over the rate limit.</summary>
    RateLimited,

    /// <summary>Inline mode: processing failed after all retries; the sender keeps the event.</summary>
    FailedAfterRetries,

    /// <summary>Inline mode: processing can never succeed; dead letter and anomaly are recorded.</summary>
    FailedPermanently,

    /// <summary>The journal's bound is reached; nothing was recorded.</summary>
    JournalFull,

    /// <summary>The journal can't write; nothing was recorded.</summary>
    JournalUnavailable,

    /// <summary>The bodies of other requests take all the memory that bodies may take; nothing was recorded.</summary>
    Overloaded,

    /// <summary>The service is shutting down; nothing was recorded.</summary>
    Draining,

    /// <summary>The request breaks HTTP itself.</summary>
    BadRequest,

    /// <summary>An operator's request whose query, path or body isn't what the route takes.</summary>
    InvalidRequest,

    /// <summary>An operator's request for an entry that the journal doesn't have.</summary>
    NoSuchEntry,

    /// <summary>An operator's request for what its role, or its right to personal data, doesn't permit.</summary>
    NotPermitted,

    /// <summary>A bug.</summary>
    InternalError,
}
