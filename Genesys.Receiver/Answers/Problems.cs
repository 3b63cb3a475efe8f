namespace Genesys.Receiver.Answers;

/// <summary>Every problem that an answer can describe.</summary>
internal static class Problems
{
    public static readonly Problem InvalidPayload = new(
        "invalid-payload", "Invalid payload structure",
        "The body isn't JSON or breaks the schema of its generation; the errors name each place. Sending the same "
        + "bytes again gets the same answer.");

    public static readonly Problem InFlight = new(
        "in-flight", "Event is being processed",
        "The same event is being processed by another request at this moment. Send it again later.");

    public static readonly Problem Unauthenticated = new(
        "unauthenticated", "Credentials missing or wrong",
        "The request carries no credentials that this service knows. Compare the EventBridge connection with "
        + "Intake:Auth, an operator's with Admin:Operators.");

    public static readonly Problem IssuerUnavailable = new(
        "issuer-unavailable", "Credentials can't be checked",
        "The issuer's signing keys can't be fetched at this moment. Nothing was recorded: send the request again "
        + "later.");

    public static readonly Problem CrossSite = new(
        "cross-site", "Request of another site",
        "A browser sent this on behalf of a page of another site (Sec-Fetch-Site, Origin), or without a key under a "
        + "public name (Host).");

    public static readonly Problem MethodNotAllowed = new(
        "method-not-allowed", "Method not allowed", "The Allow header lists the methods of this path.");

    public static readonly Problem NotFound = new(
        "not-found", "Not found", "Nothing is at this path. Events are taken at POST /eventbridge/subscription.");

    public static readonly Problem TooSlow = new(
        "too-slow", "Request timed out",
        "The request, or its body, didn't arrive in time. Nothing was recorded: send the request again.");

    public static readonly Problem TooLarge = new(
        "too-large", "Payload too large", "The body is longer than Intake:MaxBodyBytes.");

    public static readonly Problem UnsupportedMediaType = new(
        "unsupported-media-type", "Unsupported media type",
        "Send Content-Type: application/json in UTF-8, without a Content-Encoding unless Intake:Decompress is on.");

    public static readonly Problem RateLimited = new(
        "rate-limited", "Too many requests", "The caller is over its rate limit. Send the request again later.");

    public static readonly Problem JournalFull = new(
        "journal-full", "Journal is full",
        "The journal holds as many open records as it may. Nothing was recorded: send the event again later.");

    public static readonly Problem JournalUnavailable = new(
        "journal-unavailable", "Journal is unavailable",
        "The journal can't write at this moment. Nothing was recorded: send the event again later.");

    public static readonly Problem Overloaded = new(
        "overloaded", "Too much at once",
        "The bodies of other requests take all of Intake:MaxBodyBytesInFlight. Nothing was recorded: send the request "
        + "again later.");

    public static readonly Problem Draining = new(
        "draining", "Shutting down", "This instance is shutting down. Nothing was recorded: send the request again.");

    public static readonly Problem BadRequest = new(
        "bad-request", "Bad request", "The request breaks HTTP (RFC 9112).");

    public static readonly Problem InvalidRequest = new(
        "invalid-request", "Invalid request", "The query, the path or the body isn't what this route takes.");

    public static readonly Problem NoSuchEntry = new(
        "no-such-entry", "No such entry", "There is no such entry, or no longer.");

    public static readonly Problem NotPermitted = new(
        "not-permitted", "Not permitted",
        "The operator's role (Admin:Operators:{name}:Role), or its right to personal data "
        + "(Admin:Operators:{name}:PersonalData), doesn't permit this.");

    public static readonly Problem InternalError = new(
        "internal-error", "Internal error",
        "The service failed. Nothing that was sent caused it: send the request again.");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Problem> All =
    [
        InvalidPayload, InFlight, Unauthenticated, IssuerUnavailable, CrossSite, MethodNotAllowed, NotFound, TooSlow,
        TooLarge, UnsupportedMediaType, RateLimited, JournalFull, JournalUnavailable, Overloaded, Draining, BadRequest,
        InvalidRequest, NoSuchEntry, NotPermitted, InternalError,
    ];
}
