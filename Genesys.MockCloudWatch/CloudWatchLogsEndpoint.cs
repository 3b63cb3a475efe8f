using System.Collections.Frozen;
using System.Diagnostics;
using Genesys.MockCloudWatch.Faults;
using Genesys.MockCloudWatch.Signing;
using Genesys.MockCloudWatch.Storage;
using Genesys.MockCloudWatch.Telemetry;
using Genesys.MockCloudWatch.Wire;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.MockCloudWatch;

/// <summary>The protocol AWS JSON 1.1: <c>POST /</c> with the operation in <c>X-Amz-Target</c>.</summary>
internal sealed partial class CloudWatchLogsEndpoint(
    IEnumerable<IOperation> operations,
    LogStore store,
    SignatureCheck signatures,
    FaultList faults,
    FaultEffect effect,
    MockMetrics metrics,
    ILogger<CloudWatchLogsEndpoint> logger)
{
    private const string Prefix = "Logs_20140328.";
    private const string ContentType = "application/x-amz-json-1.1";

    private readonly FrozenDictionary<string, IOperation> _operations =
        operations.ToFrozenDictionary(operation => operation.Name, StringComparer.Ordinal);

    private readonly DefaultObjectPool<ReusableBuffer> _buffers = new(new DefaultPooledObjectPolicy<ReusableBuffer>());

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var output = _buffers.Get();
        try
        {
            var operation = default(IOperation);
            var error = "none";
            var status = StatusCodes.Status200OK;
            try
            {
                using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
                var authorization = Authorization.Of(context.Request);
                signatures.Check(authorization, context.Request, body.Raw.Span);
                operation = Find(context);
                await body.InflateAsync(context.Request.Headers.ContentEncoding, context.RequestAborted);
                var region = store.Region(authorization.Region) ?? throw Authorization.InvalidRegion();
                var call = new CallContext(region, body.Content, output);
                if (faults.Find(operation.Name, body.Content.Span) is { } fault)
                {
                    if (await effect.ApplyAsync(fault, context, call) is not { } affected)
                    {
                        return;
                    }

                    call = affected;
                }

                operation.Answer(call);
            }
            catch (ApiException refusal)
            {
                (error, status) = (refusal.Type, refusal.Status);
                WriteError(output, refusal.Type, refusal.Message);
            }
            catch (Exception bug) when (bug is not (OperationCanceledException or IOException))
            {
                Log.Failed(logger, operation?.Name, bug);
                (error, status) = ("InternalFailure", StatusCodes.Status500InternalServerError);
                WriteError(
                    output, error,
                    "The request processing has failed because of an unknown error, exception or failure.");
            }

            metrics.CallAnswered(operation?.Name ?? "unknown", error);
            // All calls are POST /: which one it was is in a header, and here.
            Activity.Current?.SetTag("rpc.method", operation?.Name);
            await WriteAsync(context, status, output);
        }
        finally
        {
            _buffers.Return(output);
        }
    }

    private IOperation Find(HttpContext context)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        return target.StartsWith(Prefix, StringComparison.Ordinal)
            && _operations.TryGetValue(target[Prefix.Length..], out var operation)
            ? operation
            : throw new ApiException(
                "UnknownOperationException", "The operation is not one that this CloudWatch Logs mock has.");
    }

    private static void WriteError(ReusableBuffer output, string type, string message)
    {
        output.Clear();
        output.Json.WriteStartObject();
        output.Json.WriteString("__type"u8, type);
        output.Json.WriteString("message"u8, message);
        output.Json.WriteEndObject();
    }

    private static Task WriteAsync(HttpContext context, int status, ReusableBuffer output)
    {
        output.Json.Flush();
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = output.Written.Length;
        response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        return response.Body.WriteAsync(output.Written, context.RequestAborted).AsTask();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Operation} failed: a bug of this mock")]
        public static partial void Failed(ILogger logger, string? operation, Exception bug);
    }
}
