using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>What rounds write into the log.</summary>
internal static partial class RoundLog
{
    /// <summary>Everything that is logged within it carries the request id of the delivery that a round began with.</summary>
    public static readonly Func<ILogger, string, IDisposable?> RequestScope = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    /// <summary>A bug, or a machine that is broken.</summary>
    public static void Broke(ILogger logger, Exception exception) => Broke(logger, Failures.Describe(exception));

    /// <summary>Whoever takes the conversations failed.</summary>
    public static void SinkFailed(ILogger logger, Exception exception) => SinkFailed(logger, Failures.Describe(exception));

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of processing broke; its deliveries are tried again later\n{Failure}")]
    private static partial void Broke(ILogger logger, string failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A conversation sink failed; the deliveries are tried again later\n{Failure}")]
    private static partial void SinkFailed(ILogger logger, string failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Delivery of request {RequestId} is a dead letter: {Reason} (HTTP {StatusCode}) after {Rounds} rounds")]
    public static partial void DeadLettered(ILogger logger, string requestId, string reason, int statusCode, int rounds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Round {Round} for the delivery of request {RequestId} failed: {Reason} (HTTP {StatusCode}), {Attempts} attempts; the next is at {DueAt:O}")]
    public static partial void Rescheduled(
        ILogger logger, string requestId, int round, string reason, int statusCode, int attempts, DateTimeOffset dueAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal is unavailable to processing; it is tried again every {Wait}")]
    public static partial void JournalUnavailable(ILogger logger, TimeSpan wait, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} leases ran out before their round ended; other workers have the deliveries")]
    public static partial void LeasesLost(ILogger logger, int count);
}
