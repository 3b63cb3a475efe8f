using Genesys.MockGenesys.OAuth;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// What every Platform API request passes before its endpoint: the bearer token, the client's limit, and error bodies
/// in one form.
/// </summary>
internal sealed class PlatformApiMiddleware(RequestDelegate next, IssuedTokens tokens, ApiTraffic traffic)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var window = RateLimitMiddleware.WindowOf(context);
        // Judged again: a fault may have revoked the token since the request was counted.
        switch (tokens.Judge(Bearer.Read(context.Request), out _))
        {
            case TokenState.Missing:
                await ApiProblem.WriteAsync(
                    context, 401, "authentication.required",
                    "No authentication bearer token specified in authorization header.");
                break;
            case TokenState.Unknown:
                await ApiProblem.WriteAsync(context, 401);
                break;
            case TokenState.Expired:
                await ApiProblem.WriteAsync(
                    context, 401, "credentials.expired", "The supplied credentials have expired.");
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
    private static Task DescribeAsync(HttpContext context) =>
        (context.Response.HasStarted, context.Response.StatusCode) switch
        {
            (false, 404) => ApiProblem.WriteAsync(context, 404),
            (false, 405) => ApiProblem.WriteAsync(
                context, 405, "method.not.allowed", "The requested method is not allowed on this resource."),
            _ => Task.CompletedTask,
        };
}
