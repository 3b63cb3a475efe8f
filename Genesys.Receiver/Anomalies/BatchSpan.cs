using System.Diagnostics;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// The <c>ship anomalies</c> span of one batch, linked to each span that recorded one of its anomalies.
/// </summary>
internal static class BatchSpan
{
    /// <summary>
    /// What OpenTelemetry lets a span have (OTEL_SPAN_LINK_COUNT_LIMIT); further links go to children, 128 to each.
    /// </summary>
    public const int MaxLinks = 128;

    public static Activity? Start(IReadOnlyList<LogEvent> batch, string group, string stream)
    {
        if (!ReceiverTelemetry.Source.HasListeners())
        {
            return null;
        }

        var links = LinksOf(batch);
        var span = Start(ReceiverTelemetry.ShipAnomalies, ActivityKind.Producer, default, links.Take(MaxLinks));
        if (span is not { IsAllDataRequested: true })
        {
            return span;
        }

        span.SetTag(ReceiverTelemetry.AnomalyCountKey, batch.Count);
        span.SetTag(ReceiverTelemetry.LogGroupKey, new[] { group });
        span.SetTag(ReceiverTelemetry.LogStreamKey, new[] { stream });
        foreach (var more in links.Skip(MaxLinks).Chunk(MaxLinks))
        {
            Start(ReceiverTelemetry.LinkAnomalies, ActivityKind.Internal, span.Context, more)?.Dispose();
        }

        return span;
    }

    /// <summary>Tells what became of the batch; the caller ends the span.</summary>
    public static void End(Activity? span, PutResult result, string? problem)
    {
        span?.SetTag(ReceiverTelemetry.OutcomeKey, result switch
        {
            PutResult.Refused => "refused",
            _ => problem is null ? "shipped" : "given_back",
        });
        switch (result)
        {
            case PutResult.Refused refused:
                span.Fail(refused.Reason);
                break;
            case PutResult.Unavailable unavailable:
                span.Fail(unavailable.ErrorType, unavailable.Problem);
                break;
            case PutResult.Taken when problem is not null:
                span.Fail("rejected");
                break;
        }
    }

    // What the sampler left out can't be looked at. When it left out all of them one is kept, so that it leaves out the
    // batch too.
    private static List<ActivityLink> LinksOf(IReadOnlyList<LogEvent> batch)
    {
        var all = batch.Select(item => item.Anomaly.Record.TraceParent).Distinct(StringComparer.Ordinal)
            .Select(Links.ToRecorded).OfType<ActivityLink>().ToList();
        var sampled = all.Where(link => link.IsRecorded()).ToList();
        return sampled.Count > 0 ? sampled : [.. all.Take(1)];
    }

    private static Activity? Start(
        string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink> links) =>
        ReceiverTelemetry.Source.StartActivity(name, kind, parentContext: parent, links: links);
}
