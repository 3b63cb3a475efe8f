using Aspire.Dashboard.Access;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Telemetry.Search;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Api;

/// <summary>
/// <c>GET /api/telemetry/…</c>: what is kept, in the shape of Aspire's own API (<c>{"data":{OTLP JSON},"totalCount":…,"returnedCount":…}</c>, the newest
/// last), for people who are logged in and for programs that have the key (<c>x-api-key</c>). <c>limit</c>, <c>resource</c> (may be repeated),
/// <c>traceId</c>, <c>hasError</c>, <c>severity</c> and <c>search</c> narrow it down; <c>follow=true</c> answers spans and logs line by line as they
/// arrive. <c>GET /export/…</c>: the same as plain OTLP JSON files.
/// </summary>
internal static class TelemetryApi
{
    private const string Json = "application/json";
    private const int DefaultLimit = 200;
    private const int DefaultTraceLimit = 100;
    private const int MaxLimit = 200_000;

    public static void MapTelemetryApi(this IEndpointRouteBuilder routes, DashboardOptions options)
    {
        // For people: whoever may see the pages may save what they show.
        routes.MapGet("/export/traces.json", (TelemetryStore store) => Results.Bytes(OtlpExport.Spans(store.Traces.AllSpans()), Json));
        routes.MapGet("/export/logs.json", (TelemetryStore store) => Results.Bytes(OtlpExport.Logs(store.Logs.All()), Json));
        routes.MapGet("/export/metrics.json", (TelemetryStore store) => Results.Bytes(OtlpExport.Metrics(store.Metrics), Json));
        routes.MapGet("/export/trace/{traceId}.json", (TelemetryStore store, string traceId) =>
            SpansOf(store, traceId) is { Length: > 0 } spans ? Results.Bytes(OtlpExport.Spans(spans), Json) : Results.NotFound());
        if (options.Api.Disabled)
        {
            return;
        }

        var api = routes.MapGroup("/api/telemetry").AllowAnonymous().AddEndpointFilter(CheckAccessAsync);
        api.MapGet("/resources", (TelemetryStore store) => Results.Json(store.Sources.Resources.ToArray().Select(resource => new
        {
            name = resource.Name,
            instanceId = resource.InstanceId.Length > 0 ? resource.InstanceId : null,
            displayName = resource.FullName,
            hasLogs = resource.HasLogs,
            hasTraces = resource.HasTraces,
            hasMetrics = resource.HasMetrics,
        })));
        api.MapGet("/spans", (TelemetryStore store, [AsParameters] TelemetryQuery query, CancellationToken stop) => query.NamesAreKnown(store)
            ? query.Follow is true
                ? TelemetryFollow.Spans(store, query, DefaultLimit, stop)
                : Answer(Array.FindAll(store.Traces.AllSpans(), query.Span()), query.Limit ?? DefaultLimit, OtlpExport.Spans)
            : NoResource());
        api.MapGet("/traces", (TelemetryStore store, [AsParameters] TelemetryQuery query) => query.NamesAreKnown(store)
            ? Answer(query.Traces(store), query.Limit ?? DefaultTraceLimit, traces => OtlpExport.Spans(traces.SelectMany(trace => trace)))
            : NoResource());
        api.MapGet("/traces/{traceId}", (TelemetryStore store, string traceId) =>
            SpansOf(store, traceId) is { Length: > 0 } spans ? Answer(spans, spans.Length, OtlpExport.Spans) : Results.NotFound());
        api.MapGet("/logs", (TelemetryStore store, [AsParameters] TelemetryQuery query, CancellationToken stop) => query.NamesAreKnown(store)
            ? query.Follow is true
                ? TelemetryFollow.Logs(store, query, DefaultLimit, stop)
                : Answer(Array.FindAll(store.Logs.All(), query.Log()), query.Limit ?? DefaultLimit, OtlpExport.Logs)
            : NoResource());
    }

    private static SpanRecord[] SpansOf(TelemetryStore store, string traceId) =>
        OtlpIds.TryParseTrace(traceId, out var id) ? store.Traces.SpansOf(id, out _) : [];

    private static IResult NoResource() => Results.Problem("No resource of that name has sent telemetry", statusCode: StatusCodes.Status404NotFound);

    /// <summary>The newest of what was found, in the envelope of Aspire's API.</summary>
    private static IResult Answer<T>(T[] found, int limit, Func<IEnumerable<T>, byte[]> write)
    {
        var newest = found.AsMemory(Math.Max(0, found.Length - Math.Clamp(limit, 1, MaxLimit)));
        return Results.Bytes(
            [.. "{\"data\":"u8, .. write(newest.ToArray()), .. System.Text.Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $",\"totalCount\":{found.Length},\"returnedCount\":{newest.Length}}}"))],
            Json);
    }

    private static ValueTask<object?> CheckAccessAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var options = call.HttpContext.RequestServices.GetRequiredService<IOptions<DashboardOptions>>().Value;
        var isAllowed = DashboardOptionsSetup.Is(options.Api.AuthMode, ApiKeyAuthMode.Unsecured)
            || DashboardOptionsSetup.Is(options.Frontend.AuthMode, FrontendAuthMode.Unsecured)
            || call.HttpContext.User.Identity?.IsAuthenticated is true
            || ApiKey.Fits(call.HttpContext.Request.Headers[ApiKey.ApiHeader], options.Api.PrimaryApiKey, options.Api.SecondaryApiKey);
        return isAllowed ? next(call) : ValueTask.FromResult<object?>(Results.Problem($"The header {ApiKey.ApiHeader} has no valid key", statusCode: StatusCodes.Status401Unauthorized));
    }
}
