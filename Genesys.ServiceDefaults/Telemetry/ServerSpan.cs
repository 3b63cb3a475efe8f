using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Genesys.ServiceDefaults.Telemetry;

/// <summary>
/// Takes from a server span what its caller is free to write: query, user agent, host, and a path that no route has.
/// Any of it may be personal.
/// </summary>
internal static class ServerSpan
{
    private const string Redacted = "REDACTED";
    private static readonly string[] Free =
        ["url.query", "user_agent.original", "http.request.method_original", "server.address", "server.port"];

    /// <summary>Called when the response is known, with all tags set.</summary>
    public static void Redact(Activity span, HttpResponse response)
    {
        foreach (var key in Free)
        {
            span.SetTag(key, null);
        }

        span.SetTag(
            "url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? Redacted);
    }
}
