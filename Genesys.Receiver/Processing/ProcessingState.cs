namespace Genesys.Receiver.Processing;

/// <summary>Whether processing is to end, and a signal for each change of what it does.</summary>
internal sealed class ProcessingState : IDisposable
{
    private readonly CancellationTokenSource _drained = new();
    private TaskCompletionSource _changed = NewSignal();
    private volatile bool _stopping;

    /// <summary>True once the service is stopping: no wait is begun any more.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Cancelled when the drain's time is over; writes to the journal are given up then too.</summary>
    public CancellationToken Drained => _drained.Token;

    /// <summary>The signal of the next change; take it before looking at what may change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public void Changed() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    public void Stop() => _stopping = true;

    public void EndDrain()
    {
        try
        {
            _drained.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A start that failed isn't followed by a stop: the time of its drain ends after everything is gone.
        }
    }

    public void Dispose() => _drained.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
