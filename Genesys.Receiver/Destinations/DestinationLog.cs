using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Destinations;

/// <summary>What handing over writes into the log.</summary>
internal static partial class DestinationLog
{
    /// <summary>A bug in the receiver, or in a type of destination.</summary>
    public static void Broke(ILogger logger, string destination, Exception exception) =>
        Broke(logger, destination, Failures.Describe(exception));

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Handing over to {Destination} failed unexpectedly; it is tried again\n{Failure}")]
    private static partial void Broke(ILogger logger, string destination, string failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Destination {Destination} fails ({Reason}); its events wait and are tried one at a time")]
    public static partial void Fails(ILogger logger, string destination, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Destination {Destination} is paused ({Reason}): its events wait, and one a minute is tried")]
    public static partial void Paused(ILogger logger, string destination, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Destination {Destination} takes events again")]
    public static partial void Works(ILogger logger, string destination);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The event of request {RequestId} is a dead letter of destination {Destination}: {Reason} "
            + "(HTTP {StatusCode}) after {Attempts} attempts")]
    public static partial void DeadLettered(
        ILogger logger, string requestId, string destination, string reason, int statusCode, int attempts);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} events waited for destination {Destination} for longer than its MaxAge; "
            + "they are dead letters")]
    public static partial void Expired(ILogger logger, int count, string destination);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} operator events waited for destination {Destination} for longer than its MaxAge; "
            + "they are gone")]
    public static partial void OperatorEventsExpired(ILogger logger, int count, string destination);

    // The journal itself says what is wrong, and what to do.
    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "The journal is unavailable to destination {Destination}; it is tried again in {Wait}: {Problem}")]
    public static partial void JournalUnavailable(
        ILogger logger, string destination, TimeSpan wait, string problem);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Destination {Destination} is told of over http, in clear: set its Url to an https address")]
    public static partial void InClear(ILogger logger, string destination);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Genesys:SinkFile is now the File destination {Destination}: set Destinations:{Destination}:Type to "
            + "File, its Path, and its Payload to Conversation instead")]
    public static partial void FormerSinkFile(ILogger logger, string destination);
}
