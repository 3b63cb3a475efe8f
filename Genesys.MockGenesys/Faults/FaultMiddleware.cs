using System.Text;
using Genesys.MockGenesys.Consumer;
using Genesys.MockGenesys.PlatformApi;

namespace Genesys.MockGenesys.Faults;

/// <summary>Does to a request what the plan draws for it, before anything else sees it.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultPlan plan, TimeProvider clock)
{
    private static readonly TimeSpan LongestHang = TimeSpan.FromMinutes(5);

    public async Task InvokeAsync(HttpContext context)
    {
        var effect = plan.DrawEffect(
            ConsumerExtensions.IsConsumer(context.Request.Path) ? FaultScope.Consumer
                : PlatformApiExtensions.IsPlatformApi(context.Request.Path) ? FaultScope.Api : FaultScope.Token);
        if (effect.Delay > TimeSpan.Zero)
        {
            await Task.Delay(effect.Delay, clock, context.RequestAborted);
        }

        switch (effect.Kind)
        {
            case null:
                await next(context);
                break;
            case FaultKind.Status:
                await ApiProblem.WriteAsync(context, effect.Status);
                break;
            case FaultKind.TooManyRequests:
                await ApiProblem.WriteTooManyRequestsAsync(context, effect.RetryAfterSeconds);
                break;
            case FaultKind.Hang:
                await Task.Delay(LongestHang, clock, context.RequestAborted);
                context.Abort();
                break;
            case FaultKind.TruncatedBody:
                await TruncateAsync(context);
                break;
            case FaultKind.WrongContentType:
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync(
                    "<!doctype html><title>Proxy</title><p>Please sign in to the network.</p>", context.RequestAborted);
                break;
            default:
                context.Abort();
                break;
        }
    }

    private async Task TruncateAsync(HttpContext context)
    {
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        if (whole.Length == 0)
        {
            await whole.WriteAsync(Encoding.UTF8.GetBytes("{}"), context.RequestAborted);
        }

        context.Response.ContentLength = whole.Length;
        await wire.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length / 2), context.RequestAborted);
        // Kestrel finds too few bytes and closes the connection in order. Aborting it would send a reset, which
        // overtakes the half that was written.
        await wire.FlushAsync(context.RequestAborted);
    }
}
