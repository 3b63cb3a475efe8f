namespace Genesys.Receiver.Commands;

/// <summary>
/// Leaves out of the log what the host writes of a start that failed in a foreseen way: up to 45 lines of stack, and
/// the one sentence that says what to do came behind them. What wasn't foreseen stays.
/// </summary>
internal sealed class StartLog(LoggerFactory loggers) : ILoggerFactory
{
    // Source: Microsoft.Extensions.Hosting.Internal.HostingLoggerExtensions.HostedServiceStartupFaulted.
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    public ILogger CreateLogger(string categoryName)
    {
        var logger = loggers.CreateLogger(categoryName);
        return categoryName == Host ? new HostLogger(logger) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
        // What it is made of is the container's.
    }

    private sealed class HostLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != StartFailed || exception is null || !StartProblems.IsForeseen(exception))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
