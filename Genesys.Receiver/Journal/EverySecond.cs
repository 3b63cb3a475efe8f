namespace Genesys.Receiver.Journal;

/// <summary>
/// Does something once a second, and never twice at a time: behind a slow store the calls would pile up.
/// </summary>
internal sealed class EverySecond : IAsyncDisposable
{
    private readonly Func<Task> _work;
    private readonly ITimer _timer;
    private bool _isRunning;

    public EverySecond(TimeProvider time, Func<Task> work)
    {
        _work = work;
        _timer = time.CreateTimer(_ => Run(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Run()
    {
        if (!Interlocked.Exchange(ref _isRunning, true))
        {
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await _work();
        }
        finally
        {
            Volatile.Write(ref _isRunning, false);
        }
    }
}
