using System.Diagnostics.Metrics;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// The journal's observable instruments. They show what the journal last found of itself, at most a second ago.
/// </summary>
internal sealed class JournalGauges
{
    public JournalGauges(IJournalStore store, ReceiverMetrics metrics)
    {
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.depth",
            () => new[]
            {
                Measure(store.LastState.OpenDeliveries, "delivery"),
                Measure(store.LastState.WaitingHandOvers, "hand_over"),
                Measure(store.LastState.OpenAnomalies, "anomaly"),
                Measure(store.LastState.DeadLetters, "dead_letter"),
                Measure(store.LastState.HandOverDeadLetters, "hand_over_dead_letter"),
            },
            "{record}",
            "Open deliveries, hand-overs that wait, anomalies not yet shipped, dead letters of each");
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.oldest_age",
            () => new[]
            {
                Measure(store.LastState.OldestDeliveryAge.TotalSeconds, "delivery"),
                Measure(store.LastState.OldestAnomalyAge.TotalSeconds, "anomaly"),
            },
            "s",
            "Age of the oldest open delivery and of the oldest anomaly not yet shipped");
        metrics.Meter.CreateObservableGauge(
            "genesys.journal.index_lag", () => store.Search.Lag.TotalSeconds, "s",
            "How far what can be searched is behind what was recorded");
        metrics.Meter.CreateObservableGauge("genesys.journal.size", () => store.LastState.Bytes, "By", "Bytes on disk");
    }

    private static Measurement<T> Measure<T>(T value, string kind)
        where T : struct => new(value, new KeyValuePair<string, object?>(ReceiverTelemetry.JournalKindKey, kind));
}
