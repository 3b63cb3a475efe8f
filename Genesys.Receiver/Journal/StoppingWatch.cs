namespace Genesys.Receiver.Journal;

/// <summary>
/// Asks the store once a second, from the moment that the service stops, whether it answers. One that doesn't won't
/// answer in the time that is left either: nobody needs to wait for it.
/// </summary>
internal sealed class StoppingWatch(TimeProvider time, Func<Task> probe) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _unreachable = new();
    private readonly CancellationTokenSource _end = new();
    private bool _hasBegun;

    /// <summary>Cancelled when the service stops and the store doesn't answer.</summary>
    public CancellationToken Unreachable => _unreachable.Token;

    public void Begin()
    {
        if (!Interlocked.Exchange(ref _hasBegun, true))
        {
            _ = Task.Run(WatchAsync);
        }
    }

    public void Dispose() => _end.Cancel();

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await probe().WaitAsync(Patience, time, _end.Token);
                await Task.Delay(Patience, time, _end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // Whatever it is, nothing can be written.
                await _unreachable.CancelAsync();
                return;
            }
        }
    }
}
