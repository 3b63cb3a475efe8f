namespace Genesys.MockGenesys;

/// <summary>Guards the mock's own API: another site's page, open in the same browser, must not change anything here.</summary>
internal static class MockRequests
{
    public static void UseMockRequests(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead || !context.Request.Path.StartsWithSegments("/mock", StringComparison.Ordinal) || context.Request.Headers["Sec-Fetch-Site"] != "cross-site")
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });
}
