using System.Diagnostics.Metrics;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// The journal's observable instruments. They show what the journal last found of itself, at most a second ago.
/// </summary>
internal sealed class JournalGauges
{
    public JournalGauges(IJournal journal, IJournalSearch search, ReceiverMetrics metrics)
    {
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.depth",
            () => new[]
            {
                Measure(journal.LastState.OpenDeliveries, "delivery"),
                Measure(journal.LastState.WaitingHandOvers, "hand_over"),
                Measure(journal.LastState.OpenAnomalies, "anomaly"),
                Measure(journal.LastState.DeadLetters, "dead_letter"),
                Measure(journal.LastState.HandOverDeadLetters, "hand_over_dead_letter"),
            },
            "{record}",
            "Open deliveries, hand-overs that wait, anomalies not yet shipped, dead letters of each");
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.oldest_age",
            () => new[]
            {
                Measure(journal.LastState.OldestDeliveryAge.TotalSeconds, "delivery"),
                Measure(journal.LastState.OldestAnomalyAge.TotalSeconds, "anomaly"),
            },
            "s",
            "Age of the oldest open delivery and of the oldest anomaly not yet shipped");
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.index_lag", () => search.Lag.TotalSeconds, "s",
            "How far what can be searched is behind what was recorded");
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.size", () => journal.LastState.Bytes, "By", "Bytes on disk");
    }

    private static Measurement<T> Measure<T>(T value, string kind)
        where T : struct => new(value, new KeyValuePair<string, object?>(ReceiverTelemetry.JournalKindKey, kind));
}
