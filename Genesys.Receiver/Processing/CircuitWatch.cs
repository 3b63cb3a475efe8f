using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Tells operators when the circuit to Genesys Cloud opens, and when it closes again.</summary>
internal sealed class CircuitWatch(GenesysAvailability availability, OperatorEvents operators, TimeProvider time)
    : BackgroundService
{
    // The circuit stays open for longer.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = CircuitState.Closed;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var state = availability.Circuit;
            if (state != CircuitState.HalfOpen && state != told)
            {
                told = state;
                operators.Notice(OperatorEvents.Circuit, state == CircuitState.Open ? "open" : "closed");
            }
        }
    }
}
