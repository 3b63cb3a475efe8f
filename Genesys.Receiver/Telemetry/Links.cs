using System.Diagnostics;

namespace Genesys.Receiver.Telemetry;

/// <summary>Links between traces: each says by <see cref="ReceiverTelemetry.LinkKey"/> what it leads to.</summary>
internal static class Links
{
    /// <summary>A link to a span of this process, or of one that ran before.</summary>
    public static ActivityLink To(ActivityContext context, string what) =>
        new(context, new ActivityTagsCollection { [ReceiverTelemetry.LinkKey] = what });

    /// <summary>A link to the span whose <c>traceparent</c> the journal kept; null when there was none.</summary>
    public static ActivityLink? ToRecorded(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context)
            ? To(context, ReceiverTelemetry.RecordedLink)
            : null;

    /// <summary>The trace of a <c>traceparent</c>; null for none.</summary>
    public static string? TraceOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) ? context.TraceId.ToHexString() : null;

    /// <summary>True when its far end was sampled, and can be looked at.</summary>
    public static bool IsRecorded(this ActivityLink link) =>
        link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
}
