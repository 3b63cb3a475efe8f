using System.Buffers;
using System.Collections.Frozen;
using Genesys.MockCloudWatch.Faults;
using Genesys.MockCloudWatch.Signing;
using Genesys.MockCloudWatch.Storage;
using Microsoft.Extensions.ObjectPool;

namespace Genesys.MockCloudWatch.Wire;

/// <summary>The protocol AWS JSON 1.1: <c>POST /</c> with the operation in <c>X-Amz-Target</c>.</summary>
public sealed class CloudWatchLogsEndpoint(IEnumerable<IOperation> operations, LogStore store, SignatureCheck signatures, FaultList faults, MockMetrics metrics, TimeProvider time)
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
        var body = default(byte[]);
        try
        {
            var operation = default(IOperation);
            var error = "none";
            var status = StatusCodes.Status200OK;
            try
            {
                (body, var length) = await ReadAsync(context);
                var content = body.AsMemory(0, length);
                var authorization = Authorize(context);
                signatures.Check(authorization, context.Request, content.Span);
                operation = Find(context);
                var call = new CallContext(store.Region(authorization.Region), content, output) { Fault = faults.Find(operation.Name, content.Span) };
                if (call.Fault is { } fault && !await FaultyCall.SufferAsync(fault, context, call, store, time))
                {
                    return;
                }

                operation.Answer(call);
            }
            catch (ApiException refusal)
            {
                (error, status) = (refusal.Type, refusal.Status);
                WriteError(output, refusal);
            }

            metrics.CallAnswered(operation?.Name ?? "unknown", error);
            await WriteAsync(context, status, output);
        }
        finally
        {
            if (body is not null)
            {
                ArrayPool<byte>.Shared.Return(body);
            }

            _buffers.Return(output);
        }
    }

    private static Authorization Authorize(HttpContext context)
    {
        var headers = context.Request.Headers;
        return Authorization.Parse(headers.Authorization, headers.ContainsKey("X-Amz-Date") || headers.ContainsKey("Date"));
    }

    private IOperation Find(HttpContext context)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        return target.StartsWith(Prefix, StringComparison.Ordinal) && _operations.TryGetValue(target[Prefix.Length..], out var operation)
            ? operation
            : throw new ApiException("UnknownOperationException", "The operation is not one that this CloudWatch Logs mock has.");
    }

    private static async Task<(byte[] Body, int Length)> ReadAsync(HttpContext context)
    {
        try
        {
            return await ReadBodyAsync(context);
        }
        catch (BadHttpRequestException broken)
        {
            throw broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new ApiException("RequestEntityTooLargeException", "The request body is too large.", StatusCodes.Status413PayloadTooLarge)
                : new ApiException("BadRequestException", "The request is malformed.");
        }
    }

    private static async Task<(byte[] Body, int Length)> ReadBodyAsync(HttpContext context)
    {
        var body = ArrayPool<byte>.Shared.Rent((int)Math.Min(context.Request.ContentLength ?? 0, 1 << 20) + 1024);
        var length = 0;
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted);
            if (read == 0)
            {
                return (body, length);
            }

            length += read;
            if (length == body.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(body.Length * 2);
                body.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(body);
                body = larger;
            }
        }
    }

    private static void WriteError(ReusableBuffer output, ApiException refusal)
    {
        output.Clear();
        output.Json.WriteStartObject();
        output.Json.WriteString("__type"u8, refusal.Type);
        output.Json.WriteString("message"u8, refusal.Message);
        output.Json.WriteEndObject();
    }

    private static async Task WriteAsync(HttpContext context, int status, ReusableBuffer output)
    {
        await output.Json.FlushAsync();
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = output.Written.Length;
        response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await response.Body.WriteAsync(output.Written, context.RequestAborted);
    }
}
