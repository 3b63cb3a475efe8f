using System.Diagnostics;

namespace Genesys.MockGenesys;

/// <summary>Keeps what the mock's own page reads, once a second, out of the traces.</summary>
internal static class UntracedReads
{
    public static void UseUntracedReads(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead
            && context.Request.Path.StartsWithSegments("/mock", StringComparison.Ordinal)
            && Activity.Current is { } activity)
        {
            activity.IsAllDataRequested = false;
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        return next(context);
    });
}
