using System.Buffers;
using System.Text.Json;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Callers;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// <c>POST /eventbridge/validate</c>: what the subscription would say of a body, always with 200. Nothing is recorded, not even what is
/// refused; who may send, how much and in which type is as there.
/// </summary>
public sealed class ValidateEndpoint(RateLimits limits, BodyReader reader, ICallerCheck callers, DeliveryValidator validator, SenderRules senders, AnswerWriter answers)
{
    /// <summary>The path.</summary>
    public const string Path = "/eventbridge/validate";

    public async Task HandleAsync(HttpContext context)
    {
        using var body = new PooledBody();
        if (await RefuseAsync(context, body).ConfigureAwait(false) is { } refused)
        {
            await answers.WriteAsync(context, new Outcome(refused)).ConfigureAwait(false);
            return;
        }

        var report = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(report))
        {
            VerdictReport.Write(writer, senders.Judge(validator.Judge(body.Bytes)), context.TraceIdentifier);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = report.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(report.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Reads the body; returns why it isn't judged, or null.</summary>
    private async ValueTask<OutcomeKind?> RefuseAsync(HttpContext context, PooledBody body)
    {
        if (!limits.TryTake())
        {
            return OutcomeKind.RateLimited;
        }

        var reading = await reader.ReadAsync(context, body).ConfigureAwait(false);
        if (await callers.IdentifyAsync(context.Request.Headers, context.RequestAborted).ConfigureAwait(false) is not { } caller)
        {
            return reading == BodyReading.TooLarge ? OutcomeKind.TooLarge : OutcomeKind.Unauthenticated;
        }

        return reading switch
        {
            _ when !limits.TryTake(caller) => OutcomeKind.RateLimited,
            BodyReading.TooSlow => OutcomeKind.TooSlow,
            BodyReading.TooLarge => OutcomeKind.TooLarge,
            BodyReading.UnsupportedEncoding or BodyReading.BrokenEncoding => OutcomeKind.UnsupportedMediaType,
            _ when !MediaType.IsJson(context.Request.ContentType) => OutcomeKind.UnsupportedMediaType,
            _ => null,
        };
    }
}
