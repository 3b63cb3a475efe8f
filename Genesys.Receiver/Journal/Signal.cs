namespace Genesys.Receiver.Journal;

/// <summary>
/// Something that may be there: stays raised until it is lowered. Who looks lowers it first, so that what comes while he looks raises it again.
/// </summary>
internal sealed class Signal
{
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise()
    {
        // Most records find it raised.
        if (!_raised.Task.IsCompleted)
        {
            lock (_lock)
            {
                _raised.TrySetResult();
            }
        }
    }

    public void Lower()
    {
        lock (_lock)
        {
            if (_raised.Task.IsCompleted)
            {
                _raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _raised.Task.WaitAsync(cancellationToken);
}
