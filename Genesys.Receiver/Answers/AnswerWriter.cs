using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.AspNetCore.Http.Features;

namespace Genesys.Receiver.Answers;

/// <summary>Writes the answer to a request: status, headers and body.</summary>
public sealed class AnswerWriter
{
    /// <summary>Header that carries the request id on every answer.</summary>
    public const string RequestIdHeader = "X-Request-Id";

    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    [ThreadStatic]
    private static Scratch? t_scratch;

    private readonly int _rejectStatus;
    private readonly string? _challenge;
    private readonly string _retryAfter;

    /// <param name="rejectStatus">Status for missing or wrong credentials: 401 or 403.</param>
    /// <param name="challenge">What <c>WWW-Authenticate</c> says beside a 401; null: no such header.</param>
    /// <param name="retryAfter">What <c>Retry-After</c> says, in whole seconds, at least 1.</param>
    public AnswerWriter(int rejectStatus, string? challenge, TimeSpan retryAfter)
    {
        _rejectStatus = rejectStatus;
        _challenge = challenge;
        _retryAfter = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Answers one delivery, or a request that never became one.</summary>
    public ValueTask WriteAsync(HttpContext context, in Outcome outcome)
    {
        var form = AnswerTable.For(outcome.Kind, _rejectStatus);
        var scratch = t_scratch ??= new Scratch();
        var writer = scratch.Start();
        writer.WriteStartObject();
        if (form.Problem is { } problem)
        {
            WriteProblem(writer, problem, form.Status, outcome);
        }
        else
        {
            writer.WriteString("status"u8, form.Word);
            writer.WriteString("eventId"u8, outcome.EventId);
        }

        return FinishAsync(context, form, scratch);
    }

    /// <summary>
    /// Answers an array of events: 200 when every element is recorded (accepted, duplicate, or rejected with its anomaly), else the status of the
    /// first that isn't, since the sender's whole batch has to come again.
    /// </summary>
    public ValueTask WriteAsync(HttpContext context, IReadOnlyList<Outcome> outcomes)
    {
        var form = AnswerTable.For(Whole(outcomes), _rejectStatus);
        var scratch = t_scratch ??= new Scratch();
        var writer = scratch.Start();
        writer.WriteStartObject();
        writer.WriteString("status"u8, form.Word);
        writer.WriteStartArray("items"u8);
        for (var i = 0; i < outcomes.Count; i++)
        {
            WriteItem(writer, i, outcomes[i]);
        }

        writer.WriteEndArray();
        return FinishAsync(context, form with { Problem = null }, scratch);
    }

    /// <summary>The outcome that decides the status of a whole array.</summary>
    public static OutcomeKind Whole(IReadOnlyList<Outcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Kind is not (OutcomeKind.Accepted or OutcomeKind.Duplicate or OutcomeKind.Rejected or OutcomeKind.FailedPermanently))
            {
                return outcome.Kind;
            }
        }

        return OutcomeKind.Accepted;
    }

    private static void WriteItem(Utf8JsonWriter writer, int index, in Outcome outcome)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, index);
        writer.WriteString("status"u8, AnswerTable.For(outcome.Kind).Word);
        if (outcome.EventId is { } eventId)
        {
            writer.WriteString("eventId"u8, eventId);
        }

        if (outcome.Rejected is { } rejected)
        {
            WriteErrors(writer, rejected);
        }

        writer.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter writer, Problem problem, int status, in Outcome outcome)
    {
        writer.WriteString("type"u8, problem.Type);
        writer.WriteString("title"u8, problem.Title);
        writer.WriteNumber("status"u8, status);
        writer.WriteString("error"u8, problem.Title);
        if (outcome.Rejected is not { } rejected)
        {
            writer.WriteString("detail"u8, problem.Detail);
            writer.WriteString("details"u8, problem.Detail);
            return;
        }

        writer.WriteString("details"u8, outcome.Details);
        if (rejected.Schema is { } schema)
        {
            writer.WriteString("schema"u8, schema);
        }

        WriteErrors(writer, rejected);
    }

    private static void WriteErrors(Utf8JsonWriter writer, Verdict.Rejected rejected)
    {
        writer.WriteStartArray("errors"u8);
        for (var i = 0; i < rejected.Findings.Count; i++)
        {
            var finding = rejected.Findings[i];
            writer.WriteStartObject();
            writer.WriteString("path"u8, finding.Path);
            writer.WriteString("code"u8, finding.Code);
            writer.WriteString("message"u8, finding.Message);
            if (finding.ByteOffset is { } offset)
            {
                writer.WriteNumber("byteOffset"u8, offset);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("errorCount"u8, rejected.FindingCount);
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

        var response = context.Response;
        response.StatusCode = form.Status;
        response.ContentType = form.Problem is null ? Json : ProblemJson;
        response.ContentLength = scratch.Bytes.WrittenCount;
        var headers = response.Headers;
        if (form.Retry)
        {
            headers.RetryAfter = _retryAfter;
        }

        if (form.Close)
        {
            headers.Connection = "close";
        }

        if (form.Status >= 500)
        {
            context.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new(ReceiverTelemetry.ErrorTypeKey, form.Word));
        }

        if (form.Status == StatusCodes.Status401Unauthorized && _challenge is not null)
        {
            headers.WWWAuthenticate = _challenge;
        }

        // Headers first: Kestrel keeps what is written before them in a buffer of its own, and copies it. They aren't sent before the flush.
        var start = response.StartAsync(context.RequestAborted);
        return start.IsCompletedSuccessfully
            ? SendAsync(context, scratch.Bytes.WrittenSpan)
            : AfterAsync(start, context, scratch.Bytes.WrittenSpan.ToArray());
    }

    private static async ValueTask AfterAsync(Task start, HttpContext context, byte[] body)
    {
        await start.ConfigureAwait(false);
        await SendAsync(context, body).ConfigureAwait(false);
    }

    /// <summary>Copies the body to the connection before it awaits anything: the scratch is free for the thread's next answer.</summary>
    private static ValueTask SendAsync(HttpContext context, ReadOnlySpan<byte> body)
    {
        var writer = context.Response.BodyWriter;
        writer.Write(body);
        var flush = writer.FlushAsync(context.RequestAborted);
        return flush.IsCompletedSuccessfully ? ValueTask.CompletedTask : AwaitAsync(flush);

        static async ValueTask AwaitAsync(ValueTask<FlushResult> flush) => await flush.ConfigureAwait(false);
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
