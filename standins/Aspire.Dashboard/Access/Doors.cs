using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Access;

/// <summary>Keeps apart what comes in by different addresses: telemetry, with its key, by one; people by another. Health is answered at each.</summary>
internal sealed class Doors(RequestDelegate next, IOptions<DashboardOptions> options)
{
    private readonly OtlpOptions _otlp = options.Value.Otlp;
    private readonly bool _keyed = DashboardOptionsSetup.Is(options.Value.Otlp.AuthMode, ApiKeyAuthMode.ApiKey);

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        // Connections that Kestrel did not make (a test server's) have no listener and may do everything.
        var use = context.Features.Get<Listener>()?.Use ?? (ListenerUse.Pages | ListenerUse.OtlpGrpc | ListenerUse.OtlpHttp);
        var isGrpc = path.StartsWithSegments("/opentelemetry.proto.collector.trace.v1.TraceService", StringComparison.Ordinal)
            || path.StartsWithSegments("/opentelemetry.proto.collector.logs.v1.LogsService", StringComparison.Ordinal)
            || path.StartsWithSegments("/opentelemetry.proto.collector.metrics.v1.MetricsService", StringComparison.Ordinal);
        var isHttp = path.StartsWithSegments("/v1", StringComparison.Ordinal);
        var isHealth = path.Equals("/health", StringComparison.Ordinal) || path.Equals("/alive", StringComparison.Ordinal);

        var belongs = isHealth || (isGrpc ? use.HasFlag(ListenerUse.OtlpGrpc) : isHttp ? use.HasFlag(ListenerUse.OtlpHttp) : use.HasFlag(ListenerUse.Pages));
        if (!belongs)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var isPreflight = HttpMethods.IsOptions(context.Request.Method);
        if (_keyed && (isGrpc || isHttp) && !isPreflight
            && !ApiKey.Fits(context.Request.Headers[ApiKey.OtlpHeader], _otlp.PrimaryApiKey, _otlp.SecondaryApiKey))
        {
            return isGrpc
                ? RefuseGrpcAsync(context)
                : OtlpHttp.RefuseAsync(context, StatusCodes.Status401Unauthorized, OtlpAnswer.Unauthenticated, $"The header {ApiKey.OtlpHeader} has no valid key");
        }

        return next(context);
    }

    private static Task RefuseGrpcAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = "16";
        context.Response.Headers["grpc-message"] = $"The header {ApiKey.OtlpHeader} has no valid key";
        return Task.CompletedTask;
    }
}
