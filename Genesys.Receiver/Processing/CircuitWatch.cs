using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Processing;

/// <summary>Tells operators when the circuit to Genesys Cloud opens, and when it closes again.</summary>
internal sealed class CircuitWatch(GenesysAvailability availability, OperatorEvents operators) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = CircuitState.Closed;
        try
        {
            while (true)
            {
                var change = availability.WaitForChangeAsync(stoppingToken);
                var state = availability.Circuit;
                if (state != CircuitState.HalfOpen && state != told)
                {
                    told = state;
                    operators.Notice(OperatorEvents.Circuit, state == CircuitState.Open ? "open" : "closed");
                }

                await change;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
