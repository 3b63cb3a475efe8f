using System.Diagnostics;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Intake.Bodies;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// <c>POST /eventbridge/subscription</c>: admit, read, judge, record, answer. What an unauthenticated caller sends is
/// counted, never recorded.
/// </summary>
internal sealed class SubscriptionEndpoint(
    Admission admission,
    AdmissionPolicy policy,
    RateLimits limits,
    BodyReader reader,
    BodyBudget budget,
    DeliveryValidator validator,
    DeliveryIntake deliveries,
    AnomalyIntake anomalies,
    AnswerWriter answers,
    ReceiverMetrics metrics,
    TimeProvider time)
{
    public const string Path = "/eventbridge/subscription";

    /// <summary>The outcome, on metrics and spans, of a caller that hung up before its answer.</summary>
    public const string CallerGone = "caller_gone";

    public async Task HandleAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.ReceiveDelivery);
        span?.SetTag(ReceiverTelemetry.RequestIdKey, context.TraceIdentifier);
        using var body = new PooledBody(budget);
        Outcome one = default;
        Outcome[]? all = null;
        try
        {
            // One method up to the answer: each level of awaiting between here and the disk cost a request 1 % of its
            // processor time.
            var judged = await JudgeAsync(context, body);
            if (judged.Verdicts is { } verdicts)
            {
                all = await TakeAllAsync(context, verdicts);
                span?.SetTag(ReceiverTelemetry.BatchCountKey, all.Length);
                Describe(span, AnswerTable.For(AnswerTable.OfAll(all)));
            }
            else
            {
                one = judged.Verdict is { } verdict
                    ? await deliveries.TakeAsync(verdict, Receipt.Of(context, time))
                    : judged.Refused;
                Describe(span, one, judged.Verdict);
            }
        }
        catch (Exception exception)
        {
            // EdgeMiddleware answers.
            var outcome = context.RequestAborted.IsCancellationRequested
                ? CallerGone
                : AnswerTable.For(OutcomeKind.InternalError).Word;
            metrics.DeliveryAnswered(outcome, null, time.GetElapsedTime(started));
            span?.SetTag(ReceiverTelemetry.OutcomeKey, outcome);
            span.Fail(exception);
            throw;
        }

        span?.SetTag(ReceiverTelemetry.BodySizeKey, body.Length);
        if (all is null)
        {
            Count(one, started);
            await answers.WriteAsync(context, one, policy.RejectStatus);
            return;
        }

        foreach (var element in all)
        {
            Count(element, started);
        }

        await answers.WriteAsync(context, all);
    }

    /// <summary>The body's verdict, or the outcome of a request that holds none.</summary>
    private async ValueTask<Judged> JudgeAsync(HttpContext context, PooledBody body)
    {
        var caller = await admission.AdmitAsync(context, policy);
        if (caller.Refusal is { } refusal)
        {
            return new(refusal);
        }

        if (BodyRefusal.Of(await reader.ReadAsync(context, body)) is { } refused)
        {
            return new(await RefuseAsync(context, body, refused));
        }

        var judged = Validate(body.Bytes);

        // The request itself counted as one. Each element of an array costs as much as a request does.
        return judged.Verdicts is { Count: > 1 and var count }
            && !limits.TryTake(CallerKind.Sender, caller.Credential!, count - 1)
            ? new(OutcomeKind.RateLimited)
            : judged;
    }

    private ValueTask<Outcome> RefuseAsync(HttpContext context, PooledBody body, BodyRefusal refusal) =>
        refusal.Anomaly is { } anomaly
        ? anomalies.RefuseAsync(
            anomaly, refusal.Outcome, refusal.Details, body.Bytes.Span, context.Request.ContentLength ?? body.Length,
            Receipt.Of(context, time))
        : new(new Outcome(refusal.Outcome));

    private Judged Validate(ReadOnlyMemory<byte> body)
    {
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.ValidateDelivery);
        var started = time.GetTimestamp();
        var verdict = validator.Judge(body);
        metrics.BodyValidated(time.GetElapsedTime(started));
        if (verdict is BodyVerdict.Many many)
        {
            span?.Describe(many.Verdicts);
            return new(many.Verdicts);
        }

        var one = ((BodyVerdict.One)verdict).Verdict;
        span?.Describe(one);
        return new(one);
    }

    /// <summary>
    /// Every element is recorded by itself, all of them at once, so that they share the journal's commits.
    /// </summary>
    private Task<Outcome[]> TakeAllAsync(HttpContext context, IReadOnlyList<Verdict> verdicts)
    {
        var receipt = Receipt.Of(context, time);
        var takes = new Task<Outcome>[verdicts.Count];
        for (var i = 0; i < takes.Length; i++)
        {
            takes[i] = deliveries.TakeAsync(verdicts[i], receipt).AsTask();
        }

        return Task.WhenAll(takes);
    }

    private static void Describe(Activity? span, in Outcome outcome, Verdict? verdict)
    {
        Describe(span, AnswerTable.For(outcome.Kind));
        if (span is null || verdict is null)
        {
            return;
        }

        span.SetTag(
            ReceiverTelemetry.EventIdKey, SafeIdentifier.OfEventId(outcome.EventId ?? outcome.Rejected?.EventId));
        if (verdict is Verdict.Accepted { Delivery: var delivery })
        {
            span.SetTag(ReceiverTelemetry.ConversationIdKey, SafeIdentifier.OfEventId(delivery.ConversationId?.Value));
            if (outcome.Rejected is { } rejected)
            {
                // The allow-lists refused what its schema took.
                span.Describe(rejected);
            }
        }
    }

    private static void Describe(Activity? span, AnswerForm form)
    {
        span?.SetTag(ReceiverTelemetry.OutcomeKey, form.Word);
        if (form.Status >= 400)
        {
            span.Fail(form.Word);
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
