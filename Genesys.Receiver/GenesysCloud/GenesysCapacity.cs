using Genesys.ServiceDefaults;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// How much may be asked of Genesys Cloud at one moment, and what ends the wait for more. Both are of the same look:
/// the end of a break or of a pause gives no signal, and one that lay between two looks would be waited for without
/// end.
/// </summary>
/// <param name="most">How many fetches may be under way: 1 while the circuit is being probed, 0 while nothing can be
/// done.</param>
/// <param name="hold">What holds work back, in a word of <see cref="Reasons"/>; null while nothing does.</param>
/// <param name="changed">Completes with the next change.</param>
/// <param name="wait">The time after which there is more without a change; null when none has to be waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class GenesysCapacity(int most, string? hold, Task changed, TimeSpan? wait, TimeProvider time)
{
    /// <inheritdoc cref="GenesysCapacity" path="/param[@name='most']"/>
    public int Most => most;

    /// <inheritdoc cref="GenesysCapacity" path="/param[@name='hold']"/>
    public string? Hold => hold;

    /// <summary>Returns when there may be more than there was, or when something else completes.</summary>
    public async Task WaitForMoreAsync(Task other, CancellationToken cancellationToken)
    {
        if (wait is not { } left)
        {
            await Task.WhenAny(changed, other).WaitAsync(cancellationToken);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, other, Task.Delay(TimerWait.WholeMilliseconds(left), time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
