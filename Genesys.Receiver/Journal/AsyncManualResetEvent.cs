namespace Genesys.Receiver.Journal;

/// <summary>
/// Says that there may be something to take. It stays set until it is reset. A reader resets it before it looks, so
/// that what arrives while it looks sets it again.
/// </summary>
internal sealed class AsyncManualResetEvent
{
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set()
    {
        // Most records find it set.
        if (!_set.Task.IsCompleted)
        {
            lock (_lock)
            {
                _set.TrySetResult();
            }
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            if (_set.Task.IsCompleted)
            {
                _set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _set.Task.WaitAsync(cancellationToken);
}
