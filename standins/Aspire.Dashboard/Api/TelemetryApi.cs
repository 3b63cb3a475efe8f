using Aspire.Dashboard.Access;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Telemetry.Search;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Api;

/// <summary>
/// <c>GET /api/telemetry/…</c>: what is kept, as OTLP JSON, for people who are logged in and for programs that have the key
/// (<c>x-api-key</c>). <c>limit</c>, <c>resource</c>, <c>traceId</c>, <c>hasError</c>, <c>severity</c> and <c>search</c> narrow it down.
/// </summary>
internal static class TelemetryApi
{
    private const string Json = "application/json";
    private const int DefaultLimit = 200;
    private const int MaxLimit = 200_000;

    public static void MapTelemetryApi(this IEndpointRouteBuilder routes, DashboardOptions options)
    {
        if (options.Api.Disabled)
        {
            return;
        }

        var api = routes.MapGroup("/api/telemetry").AllowAnonymous().AddEndpointFilter(CheckAccessAsync);
        api.MapGet("/resources", (TelemetryStore store) => Results.Json(store.Sources.Resources.ToArray().Select(resource => new
        {
            name = resource.Name,
            instanceId = resource.InstanceId,
            attributes = resource.Attributes.GroupBy(attribute => attribute.Key).ToDictionary(group => group.Key, group => group.Last().Value),
        })));
        api.MapGet("/spans", (TelemetryStore store, string? resource, string? traceId, bool? hasError, string? search, int? limit) =>
        {
            var query = SearchQuery.Parse(search);
            return Bytes(OtlpExport.Spans(store.Traces.AllSpans().Reverse().Where(span =>
                (resource is null || span.Resource.Name == resource)
                && (traceId is null || span.TraceId == TraceId(traceId))
                && (hasError is not true || span.IsError)
                && query.Fits(span)).Take(Limit(limit))));
        });
        api.MapGet("/traces", (TelemetryStore store, string? resource, bool? hasError, string? search, int? limit) =>
        {
            var (rows, _) = new TraceQuery { Service = resource, ErrorsOnly = hasError is true, Search = SearchQuery.Parse(search), Take = Limit(limit) }.Run(store.Traces);
            return Bytes(OtlpExport.Spans(rows.SelectMany(row => store.Traces.SpansOf(row.Id, out _))));
        });
        api.MapGet("/traces/{traceId}", (TelemetryStore store, string traceId) =>
            OtlpIds.TryParseTrace(traceId, out var id) && store.Traces.SpansOf(id, out _) is { Length: > 0 } spans ? Bytes(OtlpExport.Spans(spans)) : Results.NotFound());
        api.MapGet("/logs", (TelemetryStore store, string? resource, string? traceId, string? severity, string? search, int? limit) =>
        {
            return Bytes(OtlpExport.Logs(new LogQuery
            {
                Service = resource,
                TraceId = TraceId(traceId),
                MinLevel = Enum.TryParse<LogLevel>(severity, ignoreCase: true, out var level) ? level : LogLevel.Trace,
                Search = SearchQuery.Parse(search),
                Take = Limit(limit),
            }.Run(store.Logs).Rows));
        });
        api.MapGet("/metrics", (TelemetryStore store) => Bytes(OtlpExport.Metrics(store.Metrics)));
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

    /// <summary>The id; 0 for none; for what is no id one that no record has.</summary>
    private static UInt128 TraceId(string? text) => text is null ? 0 : OtlpIds.TryParseTrace(text, out var id) ? id : UInt128.MaxValue;

    private static int Limit(int? limit) => Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);

    private static IResult Bytes(byte[] json) => Results.Bytes(json, Json);
}
