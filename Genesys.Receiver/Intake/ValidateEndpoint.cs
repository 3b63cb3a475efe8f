using System.Buffers;
using System.Text.Json;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Bodies;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// <c>POST /eventbridge/validate</c>: what the subscription would say of a body, always with 200. Nothing is recorded,
/// not even what is refused; who may send, how much and in which type is as there.
/// </summary>
internal sealed class ValidateEndpoint(
    BodyReader reader, BodyBudget budget, DeliveryValidator validator, AllowedSenders senders, AnswerWriter answers)
{
    public const string Path = "/eventbridge/validate";

    public async Task HandleAsync(HttpContext context)
    {
        using var body = new PooledBody(budget);
        if (BodyRefusal.Of(await reader.ReadAsync(context, body)) is { } refusal)
        {
            await answers.WriteAsync(context, new Outcome(refusal.Outcome));
            return;
        }

        var report = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(report))
        {
            VerdictReport.Write(writer, senders.Judge(validator.Judge(body.Bytes)), context.TraceIdentifier);
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = report.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(report.WrittenMemory, context.RequestAborted);
    }
}
