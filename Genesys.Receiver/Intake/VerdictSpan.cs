using System.Diagnostics;
using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Intake;

/// <summary>
/// What a verdict says, on a span: an event for each finding, with its place and its code, never with what was sent.
/// </summary>
internal static class VerdictSpan
{
    // As many as an answer tells; the count is exact.
    private const int MaxFindings = 50;

    /// <summary>Describes the verdict of a body that is one event.</summary>
    public static void Describe(this Activity span, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Accepted { Delivery: var delivery }:
                span.SetTag(ReceiverTelemetry.SchemaKey, delivery.Schema);
                span.SetTag(ReceiverTelemetry.EventTypeKey, SafeEventType.Of(delivery.EventType));
                break;
            case Verdict.Rejected rejected:
                span.SetTag(ReceiverTelemetry.SchemaKey, rejected.Schema);
                span.SetTag(ReceiverTelemetry.FindingCountKey, rejected.FindingCount);
                span.AddFindings(rejected, null, MaxFindings);
                span.Fail(rejected.Findings[0].Code, Say(rejected.Findings[0], rejected.FindingCount));
                break;
        }
    }

    /// <summary>Describes the verdicts of an array; a finding says which element it is about.</summary>
    public static void Describe(this Activity span, IReadOnlyList<Verdict> verdicts)
    {
        span.SetTag(ReceiverTelemetry.BatchCountKey, verdicts.Count);
        var count = 0;
        Finding? first = null;
        for (var index = 0; index < verdicts.Count; index++)
        {
            if (verdicts[index] is Verdict.Rejected rejected)
            {
                first ??= rejected.Findings[0];
                span.AddFindings(rejected, index, MaxFindings - count);
                count += rejected.FindingCount;
            }
        }

        if (first is { } finding)
        {
            span.SetTag(ReceiverTelemetry.FindingCountKey, count);
            span.Fail(finding.Code, Say(finding, count));
        }
    }

    /// <summary>The first finding and how many more there are, for a list that shows no events.</summary>
    private static string Say(Finding first, int count) =>
        $"{(first.Path.Length == 0 ? "body" : first.Path)}: "
        + $"{first.Message}{(count == 1 ? "" : FormattableString.Invariant($"; and {count - 1} more"))}";

    private static void AddFindings(this Activity span, Verdict.Rejected rejected, int? index, int room)
    {
        foreach (var finding in rejected.Findings.Take(Math.Max(0, room)))
        {
            var tags = new ActivityTagsCollection
            {
                [ReceiverTelemetry.PathKey] = finding.Path,
                [ReceiverTelemetry.ErrorTypeKey] = finding.Code,
            };
            if (index is not null)
            {
                tags[ReceiverTelemetry.BatchIndexKey] = index;
            }

            span.AddEvent(new ActivityEvent(ReceiverTelemetry.FindingEvent, tags: tags));
        }
    }
}
