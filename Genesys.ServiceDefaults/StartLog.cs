using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Genesys.ServiceDefaults;

/// <summary>
/// Leaves out of the log what the host writes of a start that failed in a foreseen way: up to 45 lines of stack, and
/// the one sentence that says what to do came behind them. What wasn't foreseen stays.
/// </summary>
internal sealed class StartLog(LoggerFactory loggers, Func<Exception, bool> isForeseen) : ILoggerFactory
{
    // Source: Microsoft.Extensions.Hosting.Internal.HostingLoggerExtensions.HostedServiceStartupFaulted.
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    public ILogger CreateLogger(string categoryName)
    {
        var logger = loggers.CreateLogger(categoryName);
        return categoryName == Host ? new HostLogger(logger, isForeseen) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
        // What it is made of is the container's.
    }

    private sealed class HostLogger(ILogger logger, Func<Exception, bool> isForeseen) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != StartFailed || exception is null || !isForeseen(exception))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}

/// <summary>What the log has of a start that failed.</summary>
public static class StartLogExtensions
{
    /// <summary>Leaves out what the program tells in a sentence of its own.</summary>
    /// <param name="builder">The program's.</param>
    /// <param name="isForeseen">True for what it tells; by default <see cref="StartFailure"/>'s.</param>
    public static void AddStartLog(this IHostApplicationBuilder builder, Func<Exception, bool>? isForeseen = null)
    {
        isForeseen ??= exception => StartFailure.Describe(exception) is not null;
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(
            services => new StartLog(services.GetRequiredService<LoggerFactory>(), isForeseen)));
    }
}
