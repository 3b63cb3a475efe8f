namespace Genesys.Console.Parts;

/// <summary>What something waited for, as words that follow a span of time.</summary>
internal static class Waits
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["retry"] = "between two attempts (backoff)",
        ["retry_after"] = "as the answer's Retry-After asked",
        ["replay"] = "until an operator replayed it",
        ["backlog"] = "for its turn",
        ["min_fetch_interval"] = "since its conversation had just been fetched (Genesys:MinFetchInterval)",
        ["fetch_under_way"] = "for a fetch of its conversation that was under way",
        ["circuit_open"] = "since Genesys Cloud failed (the circuit was open)",
        ["rate_limit"] = "for the rate limit",
        ["concurrency"] = "for one of the requests at once",
        ["credentials"] = "since Genesys Cloud refused the credentials",
        ["order"] = "for an earlier event of its conversation",
        ["paused"] = "while an operator had paused the destination",
        ["destination_failing"] = "while the destination failed",
    };

    /// <returns><c>waited 5 min between two attempts (backoff)</c></returns>
    public static string Of(double seconds, string? why) =>
        $"waited {Words.Span(seconds)}"
        + (why is null ? "" : " " + Known.GetValueOrDefault(why, $"({Words.Plain(why)})"));
}
