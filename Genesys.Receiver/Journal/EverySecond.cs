using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// Does something once a second, and never twice at a time: behind a slow store the calls would pile up.
/// </summary>
internal sealed partial class EverySecond : IAsyncDisposable
{
    private readonly Func<Task> _work;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private bool _isRunning;

    public EverySecond(TimeProvider time, Func<Task> work, ILogger logger)
    {
        (_work, _logger) = (work, logger);
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
        catch (Exception e)
        {
            Log.Failed(_logger, Failures.Describe(e));
        }
        finally
        {
            Volatile.Write(ref _isRunning, false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The journal's housekeeping failed; it is tried again in a second.\n{Failure}")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
