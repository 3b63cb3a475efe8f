using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>Writes the answer to a request: status, headers and body.</summary>
internal sealed class AnswerWriter(IOptions<IntakeOptions> options)
{
    /// <summary>Header that carries the request id on every answer.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    [ThreadStatic]
    private static Scratch? t_scratch;

    /// <summary>What <c>Retry-After</c> says, in whole seconds, at least 1.</summary>
    public string RetryAfter { get; } =
        Math.Max(1, (long)Math.Ceiling(options.Value.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Answers one delivery, or a request that never became one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="rejectStatus">Status for missing or wrong credentials: 401 or 403.</param>
    public ValueTask WriteAsync(
        HttpContext context, in Outcome outcome, int rejectStatus = StatusCodes.Status401Unauthorized)
    {
        var form = AnswerTable.For(outcome.Kind, rejectStatus);
        var scratch = t_scratch ??= new Scratch();
        var writer = scratch.Start();
        writer.WriteStartObject();
        AnswerBody.Write(writer, form, outcome);
        return FinishAsync(context, form, scratch);
    }

    /// <summary>Answers an array of events, with an item for each element.</summary>
    public ValueTask WriteAsync(HttpContext context, IReadOnlyList<Outcome> outcomes)
    {
        var form = AnswerTable.For(AnswerTable.OfAll(outcomes)) with { Problem = null };
        var scratch = t_scratch ??= new Scratch();
        var writer = scratch.Start();
        writer.WriteStartObject();
        AnswerBody.Write(writer, form, outcomes);
        return FinishAsync(context, form, scratch);
    }

    private ValueTask FinishAsync(HttpContext context, in AnswerForm form, Scratch scratch)
    {
        var writer = scratch.Writer;
        writer.WriteString("requestId"u8, context.TraceIdentifier);
        if (form.Status >= 400 && Activity.Current is { } activity)
        {
            writer.WriteString("traceId"u8, activity.TraceId.ToHexString());
        }

        writer.WriteEndObject();
        writer.Flush();
        SetHeaders(context, form, scratch.Bytes.WrittenCount);

        // Headers first: Kestrel keeps what is written before them in a buffer of its own, and copies it. They aren't
        // sent before the flush.
        var start = context.Response.StartAsync(context.RequestAborted);
        return start.IsCompletedSuccessfully
            ? SendAsync(context, scratch.Bytes.WrittenSpan)
            : AfterAsync(start, context, scratch.Bytes.WrittenSpan.ToArray());
    }

    private void SetHeaders(HttpContext context, in AnswerForm form, int length)
    {
        var response = context.Response;
        response.StatusCode = form.Status;
        response.ContentType = form.Problem is null ? Json : ProblemJson;
        response.ContentLength = length;
        if (form.Retry)
        {
            response.Headers.RetryAfter = RetryAfter;
        }

        if (form.Close)
        {
            response.Headers.Connection = "close";
        }

        if (form.Status >= 500)
        {
            context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new(ReceiverTelemetry.ErrorTypeKey, form.Word));
        }
    }

    private static async ValueTask AfterAsync(Task start, HttpContext context, byte[] body)
    {
        await start;
        await SendAsync(context, body);
    }

    /// <summary>
    /// Copies the body to the connection before it awaits anything: the scratch is free for the thread's next answer.
    /// </summary>
    private static ValueTask SendAsync(HttpContext context, ReadOnlySpan<byte> body)
    {
        var writer = context.Response.BodyWriter;
        writer.Write(body);
        var flush = writer.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? ValueTask.CompletedTask : AwaitAsync(flush);

        static async ValueTask AwaitAsync(ValueTask<FlushResult> flush) => await flush;
    }

    private sealed class Scratch
    {
        public Scratch() => Writer = new Utf8JsonWriter(Bytes, new JsonWriterOptions { SkipValidation = true });

        public ArrayBufferWriter<byte> Bytes { get; } = new(512);

        public Utf8JsonWriter Writer { get; }

        public Utf8JsonWriter Start()
        {
            Bytes.ResetWrittenCount();
            Writer.Reset(Bytes);
            return Writer;
        }
    }
}
