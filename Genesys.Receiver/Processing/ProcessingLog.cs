using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Processing;

/// <summary>What processing writes into the log.</summary>
internal static partial class ProcessingLog
{
    /// <summary>
    /// Everything that is logged within it carries the request id of the delivery that a fetch began with.
    /// </summary>
    public static readonly Func<ILogger, string, IDisposable?> RequestScope = LoggerMessage.DefineScope<string>(
        "RequestId:{RequestId}");

    /// <summary>A bug, or a machine that is broken.</summary>
    public static void Broke(ILogger logger, Exception exception) => Broke(logger, Failures.Describe(exception));

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Processing failed unexpectedly; its deliveries are tried again later\n{Failure}")]
    private static partial void Broke(ILogger logger, string failure);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Conversation {ConversationId} fetched for {Deliveries} deliveries, {Bytes} bytes")]
    public static partial void Fetched(ILogger logger, string conversationId, int deliveries, int bytes);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Delivery of request {RequestId} is a dead letter: {Reason} (HTTP {StatusCode}) "
            + "after {Attempts} attempts")]
    public static partial void DeadLettered(
        ILogger logger, string requestId, string reason, int statusCode, int attempts);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Attempt {Attempt} of the delivery of request {RequestId} failed: {Reason} (HTTP {StatusCode}), "
            + "{HttpAttempts} HTTP attempts; the next is at {DueAt:O}")]
    public static partial void Rescheduled(
        ILogger logger, string requestId, int attempt, string reason, int statusCode, int httpAttempts,
        DateTimeOffset dueAt);

    // The journal itself says what is wrong, and what to do.
    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "The journal is unavailable to processing; it is tried again in {Wait}: {Problem}")]
    public static partial void JournalUnavailable(ILogger logger, TimeSpan wait, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} leases ran out before their attempt ended; other workers have the deliveries")]
    public static partial void LeasesLost(ILogger logger, int count);
}
