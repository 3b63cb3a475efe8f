namespace Genesys.Console.Development;

/// <summary>A fault that is set with one button.</summary>
/// <param name="Id">Its id at MockGenesys: set again, it replaces itself.</param>
/// <param name="Text">What the button says.</param>
/// <param name="Fault">The fault, as docs/mock-genesys.md describes one.</param>
internal sealed record FaultPreset(string Id, string Text, object Fault)
{
    public static readonly IReadOnlyList<FaultPreset> All =
    [
        Of("outage-30s", "Outage, 30 s", id => new
        {
            id, kind = "outage", scope = "everything", duration = "00:00:30",
        }),
        Of("errors-30s", "Errors, 30 s", id => new
        {
            id, kind = "status", duration = "00:00:30", statusMix = Mix(500, 503, 503, 503),
        }),
        Of("gone-60s", "Every tenth is gone, 60 s", id => new
        {
            id, kind = "status", share = 0.1, duration = "00:01:00", statusMix = Mix(410),
        }),
        Of("throttle-30s", "429 for 30 s, retry after 10 s", id => new
        {
            id, kind = "tooManyRequests", duration = "00:00:30", retryAfterSeconds = 10,
        }),
        Of("slow-60s", "Slow, 60 s", id => new
        {
            id, kind = "latency", duration = "00:01:00",
            latency = new { shape = "exponential", from = "00:00:00.5", to = "00:00:15" },
        }),
        Of("hang-5", "Hang, 5 times", id => new { id, kind = "hang", count = 5 }),
        Of("revoke-once", "Revoke the tokens", id => new { id, kind = "revokeTokens", count = 1 }),
        Of("login-60s", "No tokens, 60 s", id => new { id, kind = "status", scope = "token", duration = "00:01:00" }),
        Of("consumer-60s", "Consumer fails, 60 s", id => new
        {
            id, kind = "status", scope = "consumer", duration = "00:01:00",
        }),
        Of("consumer-refuses", "Consumer refuses 5 times", id => new
        {
            id, kind = "status", scope = "consumer", count = 5, statusMix = Mix(422),
        }),
    ];

    private static Dictionary<int, int> Mix(params int[] statuses) =>
        statuses.CountBy(status => status).ToDictionary();

    private static FaultPreset Of(string id, string text, Func<string, object> make) => new(id, text, make(id));
}
