namespace Genesys.Receiver.Processing;

/// <summary>What rounds write into the log.</summary>
internal static partial class RoundLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A round of processing broke; its deliveries are tried again later")]
    public static partial void Broke(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A conversation sink failed; the deliveries are tried again later")]
    public static partial void SinkFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Delivery of request {RequestId} is a dead letter: {Reason} (HTTP {StatusCode}) after {Rounds} rounds")]
    public static partial void DeadLettered(ILogger logger, string requestId, string reason, int statusCode, int rounds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Processing of {Count} deliveries failed: {Reason} (HTTP {StatusCode}), {Attempts} attempts; next round at {DueAt}")]
    public static partial void Rescheduled(ILogger logger, int count, string reason, int statusCode, int attempts, DateTimeOffset dueAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal is unavailable to processing; it is tried again every {Wait}")]
    public static partial void JournalUnavailable(ILogger logger, TimeSpan wait, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} leases ran out before their round ended; other workers have the deliveries")]
    public static partial void LeasesLost(ILogger logger, int count);
}
