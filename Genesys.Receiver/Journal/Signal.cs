namespace Genesys.Receiver.Journal;

/// <summary>
/// Something that may be there: stays raised until whoever looked and found nothing lowers it. Raising and lowering are one thread's; waiting is anyone's.
/// </summary>
internal sealed class Signal
{
    private volatile TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise()
    {
        if (!_raised.Task.IsCompleted)
        {
            _raised.TrySetResult();
        }
    }

    public void Lower()
    {
        if (_raised.Task.IsCompleted)
        {
            _raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task WaitAsync(CancellationToken cancellationToken) => _raised.Task.WaitAsync(cancellationToken);
}
