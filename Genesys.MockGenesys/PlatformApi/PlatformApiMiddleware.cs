using System.Globalization;
using System.Net.Http.Headers;
using Genesys.MockGenesys.OAuth;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>What every Platform API request passes before its endpoint: the bearer token, the client's rate limit, and error bodies in one form.</summary>
internal sealed class PlatformApiMiddleware(RequestDelegate next, IssuedTokens tokens, RequestWindows windows, ApiTraffic traffic)
{
    private const string Anonymous = "";

    public async Task InvokeAsync(HttpContext context)
    {
        var token = ReadBearer(context.Request);
        var state = tokens.Judge(token, out var clientId);
        var window = windows.Count(state == TokenState.Valid ? clientId : Anonymous);
        WriteRateLimitHeaders(context.Response, window);

        switch (state)
        {
            case TokenState.Missing:
                await ApiProblem.WriteAsync(context, 401, "authentication.required", "No authentication bearer token specified in authorization header.");
                break;
            case TokenState.Unknown:
                await ApiProblem.WriteAsync(context, 401, "bad.credentials", "Invalid login credentials.");
                break;
            case TokenState.Expired:
                await ApiProblem.WriteAsync(context, 401, "credentials.expired", "The supplied credentials have expired.");
                break;
            case TokenState.Valid when window.IsExceeded:
                traffic.Throttled();
                await ApiProblem.WriteTooManyRequestsAsync(context, window.ResetSeconds);
                break;
            default:
                await next(context);
                await DescribeAsync(context);
                break;
        }
    }

    // Routing answers an unknown path and a wrong method without a body; the real API never does.
    private static Task DescribeAsync(HttpContext context) => (context.Response.HasStarted, context.Response.StatusCode) switch
    {
        (false, 404) => ApiProblem.WriteAsync(context, 404, "not.found", "The requested resource was not found."),
        (false, 405) => ApiProblem.WriteAsync(context, 405, "method.not.allowed", "The requested method is not allowed on this resource."),
        _ => Task.CompletedTask,
    };

    private static string? ReadBearer(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? header.Parameter
            : null;

    private static void WriteRateLimitHeaders(HttpResponse response, RequestWindow window)
    {
        response.Headers["inin-ratelimit-count"] = window.Count.ToString(CultureInfo.InvariantCulture);
        response.Headers["inin-ratelimit-allowed"] = window.Allowed.ToString(CultureInfo.InvariantCulture);
        response.Headers["inin-ratelimit-reset"] = window.ResetSeconds.ToString(CultureInfo.InvariantCulture);
    }
}
