using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Wire;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Otlp;

/// <summary>OTLP over HTTP: <c>POST /v1/traces</c>, <c>/v1/logs</c>, <c>/v1/metrics</c>, in protobuf or JSON, plain or gzip.</summary>
internal static class OtlpHttp
{
    public const string CorsPolicy = "otlp";
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    public static void MapOtlpHttp(this IEndpointRouteBuilder routes)
    {
        Map("/v1/traces", OtlpSignal.Traces);
        Map("/v1/logs", OtlpSignal.Logs);
        Map("/v1/metrics", OtlpSignal.Metrics);

        void Map(string path, OtlpSignal signal) => routes
            .MapPost(path, (HttpContext context, OtlpIntake intake, IOptions<DashboardOptions> options) =>
                HandleAsync(context, signal, intake, options.Value.TelemetryLimits.MaxRequestBytes))
            .RequireCors(CorsPolicy)
            .AllowAnonymous()
            .DisableAntiforgery();
    }

    /// <summary>Answers in the sender's own encoding, with a google.rpc.Status where something is wrong.</summary>
    public static Task RefuseAsync(HttpContext context, int statusCode, int code, string message)
    {
        var json = IsJson(context.Request);
        context.Response.StatusCode = statusCode;
        return WriteAsync(context, json, json ? OtlpAnswer.JsonStatus(code, message) : OtlpAnswer.Status(code, message));
    }

    private static async Task HandleAsync(HttpContext context, OtlpSignal signal, OtlpIntake intake, int maxBytes)
    {
        var json = IsJson(context.Request);
        if (!json && !HasType(context.Request, Protobuf))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, OtlpAnswer.InvalidArgument,
                $"The content type has to be {Protobuf} or {Json}");
            return;
        }

        var (body, error) = await OtlpBody.ReadAsync(context.Request, maxBytes);
        switch (error)
        {
            case OtlpBodyError.TooLarge:
                await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, OtlpAnswer.ResourceExhausted,
                    $"The request is longer than {maxBytes} bytes; send smaller batches");
                return;
            case OtlpBodyError.UnknownCompression:
                await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, OtlpAnswer.InvalidArgument,
                    "The content encoding has to be gzip or none");
                return;
            case OtlpBodyError.BrokenCompression:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, OtlpAnswer.InvalidArgument, "The body is not valid gzip");
                return;
        }

        var message = json ? JsonToWire.Convert(body, OtlpShapes.Of(signal)) : body;
        if (message is null || intake.Take(signal, message) is not { IsMalformed: false } result)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, OtlpAnswer.InvalidArgument,
                $"The body is not a valid OTLP export request of {signal.ToString().ToLowerInvariant()}");
            return;
        }

        await WriteAsync(context, json, json ? OtlpAnswer.JsonResponse(signal, result) : OtlpAnswer.Response(result));
    }

    private static bool IsJson(HttpRequest request) => HasType(request, Json);

    private static bool HasType(HttpRequest request, string type)
    {
        var content = request.ContentType.AsSpan();
        var end = content.IndexOf(';');
        return (end < 0 ? content : content[..end]).Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
    }

    private static Task WriteAsync(HttpContext context, bool json, byte[] body)
    {
        context.Response.ContentType = json ? Json : Protobuf;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
