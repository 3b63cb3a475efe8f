using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// The words for how HTTP attempts and fetches end, in journal, spans, metrics and anomalies; beside these there are
/// <c>http_</c> and a status, those of <see cref="ConnectionFailure"/>, and the token endpoint's, which begin with
/// <c>token_</c>.
/// </summary>
internal static class Reasons
{
    public const string TokenPrefix = "token_";
    public const string Completed = "completed";
    public const string Timeout = ConnectionFailure.Timeout;
    public const string TokenTimeout = TokenPrefix + Timeout;
    public const string Truncated = "truncated_answer";
    public const string TooLarge = "answer_too_large";
    public const string Empty = "empty_answer";
    public const string WrongContentType = "wrong_content_type";
    public const string WrongShape = "wrong_shape";
    public const string Redirected = "redirected";
    public const string RateLimited = "rate_limited";
    public const string CircuitOpen = "circuit_open";
    public const string Credentials = "credentials";

    /// <summary>A bug here; the log has its stack.</summary>
    public const string InternalError = "internal_error";

    // What an attempt waited for.
    public const string RateLimit = "rate_limit";
    public const string Concurrency = "concurrency";

    public static string Http(int status) => $"http_{status}";

    public static string Token(string problem) => TokenPrefix + problem;
}
