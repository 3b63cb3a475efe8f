using System.Diagnostics.Metrics;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations.Operators;

/// <summary>What waits for each destination, and which are paused.</summary>
internal sealed class DestinationGauges
{
    public DestinationGauges(DestinationSet destinations, DestinationStates states, ReceiverMetrics metrics)
    {
        metrics.Meter.CreateObservableGauge(
            "genesys.destination.waiting",
            () => states.All.Select(state => Measure(state.Name, state.Waiting)),
            "{hand_over}",
            "Events that wait for a destination");
        metrics.Meter.CreateObservableGauge(
            "genesys.destination.paused",
            () => destinations.Pumps.Select(pump => Measure(
                pump.Context.Name,
                pump.Condition.PausedAt is not null || states.Of(pump.Context.Name)?.Paused is not null ? 1L : 0L)),
            "1",
            "1 while a destination is paused, by its failures or by an operator");
        metrics.Meter.CreateObservableGauge(
            "genesys.destination.held_back",
            () => destinations.Pumps.Select(pump => Measure(pump.Context.Name, pump.IsHeldBack ? 1L : 0L)),
            "1",
            "1 while a destination's hand-overs are held back because intake has more to do than it can");
    }

    private static Measurement<long> Measure(string name, long value) =>
        new(value, new KeyValuePair<string, object?>(ReceiverTelemetry.DestinationKey, name));
}
