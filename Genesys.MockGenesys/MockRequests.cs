using System.Diagnostics;

namespace Genesys.MockGenesys;

/// <summary>The requests to the mock's own page and API.</summary>
internal static class MockRequests
{
    /// <summary>
    /// Keeps them out of the traces, which would fill with the page's polling, and refuses what another site's page,
    /// open in the same browser, wants to change here.
    /// </summary>
    public static void UseMockRequests(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/mock", StringComparison.Ordinal))
        {
            return next(context);
        }

        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead || context.Request.Headers["Sec-Fetch-Site"] != "cross-site")
        {
            if (isRead && Activity.Current is { } activity)
            {
                activity.IsAllDataRequested = false;
                activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }

            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });
}
