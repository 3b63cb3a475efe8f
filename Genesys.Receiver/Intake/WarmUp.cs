using System.Text;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Bodies;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// Takes one event of each kind through what the first ones need, before the server listens: they would wait for the
/// runtime to compile it. Nothing of it is recorded, counted, logged or sent.
/// </summary>
internal sealed class WarmUp(
    BodyReader reader, BodyBudget budget, DeliveryValidator validator, AnswerWriter answers, TimeProvider time)
    : IHostedService
{
    private static readonly string[] Samples =
    [
        """
        {"id":"00000000-0000-0000-0000-000000000000","source":"genesys.cloud","account":"000000000000",
        "event_type":"genesys.cloud.conversation.updated","time":"2024-05-01T12:34:56Z",
        "data":{"id":"1","conversation_id":"1","additional_properties":{"number":1.5,"list":[true,null,"text"]}}}
        """,
        """
        {"version":"0","id":"00000000-0000-0000-0000-000000000000",
        "detail-type":"v2.detail.events.conversation.{id}.customer.end",
        "source":"aws.partner/genesys.com/cloud/0/0","account":"000000000000","time":"2024-05-01T12:34:56Z",
        "region":"us-east-1","resources":[],
        "detail":{"topicName":"v2.detail.events.conversation.1.customer.end","version":"2",
        "timestamp":"2024-05-01T12:34:56.000Z",
        "eventBody":{"eventTime":1714566896000,"conversationId":"1","participantId":"1","mediaType":"VOICE"}}}
        """,
        """{"id":"1","source":"genesys.cloud","account":"000000000000","event_type":"none","data":{"name":"A name"}}""",
        """{"id":""",
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var sample in Samples)
        {
            await TakeAsync(Encoding.UTF8.GetBytes(sample));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task TakeAsync(byte[] sample)
    {
        var context = new DefaultHttpContext { TraceIdentifier = RequestId.New() };
        context.Request.Body = new MemoryStream(sample);
        context.Request.ContentType = "application/json";
        SecureHeaders.AddTo(context.Response.Headers);
        using var body = new PooledBody(budget);
        await reader.ReadAsync(context, body);
        await answers.WriteAsync(context, ((BodyVerdict.One)validator.Judge(body.Bytes)).Verdict switch
        {
            Verdict.Accepted accepted => Accept(accepted.Delivery, Receipt.Of(context, time)),
            Verdict.Rejected rejected => Reject(rejected, Receipt.Of(context, time)),
            var other => throw new InvalidOperationException($"{other} is no verdict."),
        });
    }

    private static Outcome Accept(Delivery delivery, Receipt receipt)
    {
        DeliveryCodec.Write(new RecordWriter(), new DeliveryRecord
        {
            Delivery = delivery,
            RequestId = receipt.RequestId,
            ReceivedAt = receipt.ReceivedAt,
            NeedsProcessing = true,
        });
        return new Outcome(OutcomeKind.Accepted, delivery.EventId, null, delivery.Schema);
    }

    private static Outcome Reject(Verdict.Rejected rejected, Receipt receipt)
    {
        var details = FindingText.Join(rejected);
        AnomalyCodec.Write(new RecordWriter(), new AnomalyRecord
        {
            Kind = AnomalyKind.SchemaValidationFailure,
            RequestId = receipt.RequestId,
            ReceivedAt = receipt.ReceivedAt,
            ErrorDetails = details,
            ErrorPaths = [.. rejected.Findings.Select(finding => finding.Path)],
            PayloadSize = rejected.Payload.Length,
            MaskedPayload = EventMask.Mask(rejected.Payload.Span),
            StatusCode = StatusCodes.Status400BadRequest,
            EventId = SafeIdentifier.OfEventId(rejected.EventId),
            Source = SafeIdentifier.OfSource(rejected.Source),
        });
        return new Outcome(OutcomeKind.Rejected, null, rejected, rejected.Schema, details);
    }
}
