using System.Diagnostics;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Callers;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// <c>POST /eventbridge/subscription</c>. The order is: bound the body, authenticate, check the type, parse; what an unauthenticated caller
/// sends is counted, never recorded.
/// </summary>
public sealed class SubscriptionEndpoint(
    Drain drain,
    RateLimits limits,
    BodyReader reader,
    ICallerCheck callers,
    DeliveryValidator validator,
    DeliveryIntake deliveries,
    AnomalyIntake anomalies,
    AnswerWriter answers,
    ReceiverMetrics metrics,
    TimeProvider time)
{
    /// <summary>The path.</summary>
    public const string Path = "/eventbridge/subscription";

    public async Task HandleAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.ReceiveDelivery);
        using var body = new PooledBody();
        var judged = await JudgeAsync(context, body).ConfigureAwait(false);
        if (judged.Verdicts is { } verdicts)
        {
            await AnswerAllAsync(context, verdicts, started, span).ConfigureAwait(false);
            return;
        }

        var outcome = judged.Verdict is { } verdict
            ? await deliveries.TakeAsync(verdict, Receipt.Of(context, time)).ConfigureAwait(false)
            : judged.Refused;
        Tell(outcome, started, context, span);
        await answers.WriteAsync(context, outcome).ConfigureAwait(false);
    }

    /// <summary>The body's verdict, or the outcome of a request that holds none.</summary>
    private async ValueTask<Judged> JudgeAsync(HttpContext context, PooledBody body)
    {
        if (drain.IsDraining)
        {
            return new(OutcomeKind.Draining);
        }

        if (!limits.TryTake())
        {
            return new(OutcomeKind.RateLimited);
        }

        var reading = await reader.ReadAsync(context, body).ConfigureAwait(false);
        if (await callers.IdentifyAsync(context.Request.Headers, context.RequestAborted).ConfigureAwait(false) is not { } caller)
        {
            return new(reading == BodyReading.TooLarge ? OutcomeKind.TooLarge : OutcomeKind.Unauthenticated);
        }

        if (!limits.TryTake(caller))
        {
            return new(OutcomeKind.RateLimited);
        }

        return reading switch
        {
            BodyReading.TooSlow => new(OutcomeKind.TooSlow),
            BodyReading.TooLarge => new(await RefuseAsync(
                context, body, AnomalyKind.PayloadTooLarge, OutcomeKind.TooLarge, "The body is longer than the limit.").ConfigureAwait(false)),
            BodyReading.UnsupportedEncoding or BodyReading.BrokenEncoding => new(await RefuseAsync(
                context, body, AnomalyKind.UnsupportedMediaType, OutcomeKind.UnsupportedMediaType, "The Content-Encoding isn't taken, or the body isn't in it.").ConfigureAwait(false)),
            _ when !MediaType.IsJson(context.Request.ContentType) => new(await RefuseAsync(
                context, body, AnomalyKind.UnsupportedMediaType, OutcomeKind.UnsupportedMediaType, "The Content-Type is missing or isn't JSON in UTF-8.").ConfigureAwait(false)),
            _ => Validate(body.Bytes),
        };
    }

    private ValueTask<Outcome> RefuseAsync(HttpContext context, PooledBody body, AnomalyKind kind, OutcomeKind outcome, string details) =>
        anomalies.RefuseAsync(kind, outcome, details, body.Bytes.Span, context.Request.ContentLength ?? body.Length, Receipt.Of(context, time));

    private Judged Validate(ReadOnlyMemory<byte> body)
    {
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.ValidateDelivery);
        var started = time.GetTimestamp();
        var verdict = validator.Judge(body);
        metrics.BodyValidated(time.GetElapsedTime(started));
        if (verdict is BodyVerdict.Many many)
        {
            return new(many.Verdicts);
        }

        var one = ((BodyVerdict.One)verdict).Verdict;
        if (span is not null)
        {
            Describe(span, one);
        }

        return new(one);
    }

    private static void Describe(Activity span, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Accepted { Delivery: var delivery }:
                span.SetTag(ReceiverTelemetry.SchemaKey, delivery.Schema);
                span.SetTag(ReceiverTelemetry.EventTypeKey, delivery.EventType);
                break;
            case Verdict.Rejected rejected:
                span.SetTag(ReceiverTelemetry.SchemaKey, rejected.Schema);
                span.SetTag(ReceiverTelemetry.FindingCountKey, rejected.FindingCount);
                span.SetStatus(ActivityStatusCode.Error, "rejected");
                foreach (var finding in rejected.Findings)
                {
                    span.AddEvent(new ActivityEvent("finding", tags: new ActivityTagsCollection
                    {
                        [ReceiverTelemetry.PathKey] = finding.Path,
                        [ReceiverTelemetry.ErrorTypeKey] = finding.Code,
                    }));
                }

                break;
        }
    }

    /// <summary>Every element is recorded by itself, all of them at once, so that they share the journal's commits.</summary>
    private async Task AnswerAllAsync(HttpContext context, IReadOnlyList<Verdict> verdicts, long started, Activity? span)
    {
        var receipt = Receipt.Of(context, time);
        var takes = new Task<Outcome>[verdicts.Count];
        for (var i = 0; i < takes.Length; i++)
        {
            takes[i] = deliveries.TakeAsync(verdicts[i], receipt).AsTask();
        }

        var outcomes = await Task.WhenAll(takes).ConfigureAwait(false);
        foreach (var outcome in outcomes)
        {
            Count(outcome, started);
        }

        span?.SetTag(ReceiverTelemetry.RequestIdKey, context.TraceIdentifier);
        span?.SetTag(ReceiverTelemetry.OutcomeKey, AnswerTable.For(AnswerWriter.Whole(outcomes)).Word);
        await answers.WriteAsync(context, outcomes).ConfigureAwait(false);
    }

    private void Tell(in Outcome outcome, long started, HttpContext context, Activity? span)
    {
        Count(outcome, started);
        if (span is null)
        {
            return;
        }

        var form = AnswerTable.For(outcome.Kind);
        span.SetTag(ReceiverTelemetry.RequestIdKey, context.TraceIdentifier);
        span.SetTag(ReceiverTelemetry.OutcomeKey, form.Word);
        if (outcome.EventId is { } eventId)
        {
            span.SetTag(ReceiverTelemetry.EventIdKey, SafeIdentifier.OfEventId(eventId));
        }

        if (form.Status >= 400)
        {
            span.SetStatus(ActivityStatusCode.Error, form.Word);
        }
    }

    private void Count(in Outcome outcome, long started) =>
        metrics.DeliveryAnswered(AnswerTable.For(outcome.Kind).Word, outcome.Schema, time.GetElapsedTime(started));

    /// <summary>Either one verdict, or the verdicts of an array, or the outcome of a request that holds none.</summary>
    private readonly struct Judged
    {
        public Judged(OutcomeKind refused) => Refused = new Outcome(refused);

        public Judged(Outcome refused) => Refused = refused;

        public Judged(Verdict verdict) => Verdict = verdict;

        public Judged(IReadOnlyList<Verdict> verdicts) => Verdicts = verdicts;

        public Outcome Refused { get; }

        public Verdict? Verdict { get; }

        public IReadOnlyList<Verdict>? Verdicts { get; }
    }
}
