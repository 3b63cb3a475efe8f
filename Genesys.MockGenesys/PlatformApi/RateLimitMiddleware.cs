using System.Globalization;
using Genesys.MockGenesys.OAuth;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// Counts a request in its client's window and says so in the answer's headers, whatever the answer is: a fault's has
/// them too.
/// </summary>
internal sealed class RateLimitMiddleware(
    RequestDelegate next, IssuedTokens tokens, RequestWindows windows, ApiTraffic traffic)
{
    private const string Anonymous = "";

    public Task InvokeAsync(HttpContext context)
    {
        traffic.Requested();
        var state = tokens.Judge(Bearer.Read(context.Request), out var clientId);
        var window = windows.Count(state == TokenState.Valid ? clientId : Anonymous);
        context.Items[typeof(RequestWindow)] = window;
        var headers = context.Response.Headers;
        headers["inin-ratelimit-count"] = window.Count.ToString(CultureInfo.InvariantCulture);
        headers["inin-ratelimit-allowed"] = window.Allowed.ToString(CultureInfo.InvariantCulture);
        headers["inin-ratelimit-reset"] = window.ResetSeconds.ToString(CultureInfo.InvariantCulture);
        return next(context);
    }

    /// <summary>The window that a request was counted in.</summary>
    public static RequestWindow WindowOf(HttpContext context) => (RequestWindow)context.Items[typeof(RequestWindow)]!;
}
