using System.Diagnostics;
using Genesys.Receiver.Answers;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>Records what was rejected as an anomaly, masked, before it is answered.</summary>
internal sealed class AnomalyIntake(
    IJournal journal, ReceiverMetrics metrics, IntakeLoad load, OperatorEvents operators)
{
    /// <summary>Records an event that isn't JSON or breaks its schema.</summary>
    /// <returns>The outcome to answer: rejected, or that the journal couldn't take the anomaly.</returns>
    public ValueTask<Outcome> RejectAsync(Verdict.Rejected rejected, Receipt receipt)
    {
        var paths = new string[rejected.Findings.Count];
        var codes = new string[paths.Length];
        for (var i = 0; i < paths.Length; i++)
        {
            var finding = rejected.Findings[i];
            (paths[i], codes[i]) = (finding.Path, finding.Code);
            metrics.FindingMade(finding.Code);
        }

        var details = FindingText.Join(rejected);
        var anomaly = Anomaly(
            rejected.IsMalformed ? AnomalyKind.MalformedJson : AnomalyKind.SchemaValidationFailure,
            details,
            rejected.Payload.Span,
            rejected.Payload.Length,
            OutcomeKind.Rejected,
            receipt) with
        {
            ErrorCount = rejected.FindingCount,
            ErrorPaths = paths,
            ErrorCodes = codes,
            EventId = SafeIdentifier.OfEventId(rejected.EventId),
            Source = SafeIdentifier.OfSource(rejected.Source),
            Schema = rejected.Schema,
        };
        return RecordAsync(anomaly, new Outcome(OutcomeKind.Rejected, null, rejected, rejected.Schema, details));
    }

    /// <summary>Records a body that is too large, or whose type or encoding isn't taken.</summary>
    /// <param name="kind">The anomaly.</param>
    /// <param name="outcome">The outcome to answer when it is recorded.</param>
    /// <param name="details">A sentence that quotes nothing.</param>
    /// <param name="payload">The part of the body that was read.</param>
    /// <param name="size">Bytes that the caller declared, or that were read.</param>
    /// <param name="receipt">The request.</param>
    public ValueTask<Outcome> RefuseAsync(
        AnomalyKind kind, OutcomeKind outcome, string details, ReadOnlySpan<byte> payload, long size,
        Receipt receipt) =>
        RecordAsync(Anomaly(kind, details, payload, size, outcome, receipt), new Outcome(outcome));

    /// <summary>
    /// Records that a valid event holds something its schema doesn't know. A journal that can't take it is no reason to
    /// refuse the event.
    /// </summary>
    public async ValueTask ReportDriftAsync(Delivery delivery, IReadOnlyList<Drift> drift, Receipt receipt)
    {
        var anomaly = Anomaly(
            AnomalyKind.SchemaDrift,
            string.Join("; ", drift.Select(
                one => $"{one.Path}: {Describe(one.Kind)}{(one.Value is null ? "" : $" ({one.Value})")}")),
            delivery.Payload.Span,
            delivery.Payload.Length,
            OutcomeKind.Accepted,
            receipt) with
        {
            ErrorCount = drift.Count,
            ErrorPaths = [.. drift.Select(one => one.Path)],
            ErrorCodes = [.. drift.Select(one => CodeOf(one.Kind))],
            EventId = SafeIdentifier.OfEventId(delivery.EventId),
            Source = SafeIdentifier.OfSource(delivery.Source),
            Schema = delivery.Schema,
        };
        await RecordAsync(anomaly, default);
    }

    private static string Describe(DriftKind kind) => kind switch
    {
        DriftKind.UnknownMember => "a member that the schema doesn't list",
        DriftKind.UnknownValue => "a value that the schema doesn't list",
        DriftKind.UnknownTopic => "a topic that isn't known",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Every kind of drift has its words."),
    };

    private static string CodeOf(DriftKind kind) => kind switch
    {
        DriftKind.UnknownMember => "unknown_member",
        DriftKind.UnknownValue => "unknown_value",
        DriftKind.UnknownTopic => "unknown_topic",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Every kind of drift has its code."),
    };

    private static AnomalyRecord Anomaly(
        AnomalyKind kind, string details, ReadOnlySpan<byte> payload, long size, OutcomeKind outcome,
        Receipt receipt) => new()
        {
            Kind = kind,
            RequestId = receipt.RequestId,
            ReceivedAt = receipt.ReceivedAt,
            ErrorDetails = details,
            PayloadSize = size,
            MaskedPayload = EventMask.Mask(payload),
            StatusCode = AnswerTable.For(outcome).Status,
            TraceParent = receipt.TraceParent,
        };

    private async ValueTask<Outcome> RecordAsync(AnomalyRecord anomaly, Outcome recorded)
    {
        using var span = ReceiverTelemetry.Source.StartActivity(ReceiverTelemetry.RecordAnomaly, ActivityKind.Producer);
        var type = AnomalyType.Of(anomaly.Kind);
        if (span is not null)
        {
            span.SetTag(ReceiverTelemetry.RequestIdKey, anomaly.RequestId);
            span.SetTag(ReceiverTelemetry.EventIdKey, anomaly.EventId);
            span.SetTag(ReceiverTelemetry.AnomalyTypeKey, type);
        }

        // Not the caller's token: what is on its way to the disk is recorded even when the caller has hung up.
        RecordResult result;
        using (load.Begins())
        {
            result = await journal.RecordAsync(
                span?.Id is { } id ? anomaly with { TraceParent = id } : anomaly, CancellationToken.None);
        }

        if (result.Status == RecordStatus.Recorded)
        {
            metrics.AnomalyRecorded(type);
            return recorded;
        }

        if (result.Status == RecordStatus.Full)
        {
            operators.Notice(OperatorEvents.JournalFull, "anomalies");
        }

        var failure = result.Status == RecordStatus.Full ? OutcomeKind.JournalFull : OutcomeKind.JournalUnavailable;
        span.Fail(AnswerTable.For(failure).Word);
        return new Outcome(failure);
    }
}
