using System.Net;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// The log group and stream that anomalies go to. Both are created when they are missing, at the start or at any time
/// after.
/// </summary>
internal sealed partial class LogDestination(
    CloudWatchClient client, IOptions<CloudWatchOptions> options, IOptions<JournalOptions> journal, TimeProvider time,
    ILogger<LogDestination> logger)
{
    private static readonly PutResult NotCloudWatch =
        new PutResult.Unavailable(CloudWatchProblem.NotCloudWatch, "not_cloudwatch");

    private readonly string _group = options.Value.LogGroup;

    private readonly GroupRetention _retention = new(
        options.Value.LogGroup, options.Value.RetentionDays, time, logger);

    /// <summary>
    /// The stream's name; receivers that share a journal have one each, so that none reads another's order into its
    /// own.
    /// </summary>
    public string Stream { get; } = journal.Value.Provider is JournalProvider.Postgres
        ? $"{options.Value.LogStream}/{options.Value.Instance ?? Environment.MachineName}"
        : options.Value.LogStream;

    /// <summary>Makes sure of group and stream.</summary>
    /// <returns>Null when they are there; else a sentence that says why not.</returns>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SetRetentionAsync(cancellationToken);
            await CallAsync(EnsureAsync, cancellationToken);
            await SetRetentionAsync(cancellationToken);
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Problem(failure);
        }
    }

    /// <summary>
    /// Puts a batch. Group and stream are created, and the batch is put once more, when they turn out to be gone.
    /// </summary>
    public async Task<PutResult> PutAsync(IReadOnlyList<LogEvent> batch, CancellationToken cancellationToken)
    {
        // Where anomalies come all the time nobody asks whether group and stream are there.
        await SetRetentionAsync(cancellationToken);
        var events = new List<InputLogEvent>(batch.Count);
        foreach (var item in batch)
        {
            events.Add(new InputLogEvent
            {
                Message = item.Message,
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(item.Timestamp).UtcDateTime,
            });
        }

        var request = new PutLogEventsRequest(_group, Stream, events);
        try
        {
            return await PutAsync(request, cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            Log.DestinationMissing(logger, _group, Stream);
            return await EnsureAsync(cancellationToken) is { } problem
                ? new PutResult.Unavailable(problem, "destination_missing")
                : await PutAgainAsync(request, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Result(failure);
        }
    }

    private async Task<PutResult> PutAgainAsync(PutLogEventsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await PutAsync(request, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Result(failure);
        }
    }

    private async Task<PutResult> PutAsync(PutLogEventsRequest request, CancellationToken cancellationToken)
    {
        var answer = default(PutLogEventsResponse);
        await CallAsync(
            async (logs, cancel) => answer = await logs.PutLogEventsAsync(request, cancel), cancellationToken);

        // https://github.com/aws/aws-for-fluent-bit/issues/161: a 200 that some proxy made up is no success.
        return string.IsNullOrEmpty(answer?.ResponseMetadata?.RequestId)
            ? NotCloudWatch
            : new PutResult.Taken(answer.RejectedLogEventsInfo);
    }

    private async Task EnsureAsync(IAmazonCloudWatchLogs logs, CancellationToken cancellationToken)
    {
        try
        {
            await logs.CreateLogStreamAsync(new CreateLogStreamRequest(_group, Stream), cancellationToken);
            return;
        }
        catch (ResourceAlreadyExistsException)
        {
            return;
        }
        catch (ResourceNotFoundException)
        {
        }

        await CreateGroupAsync(logs, cancellationToken);
        try
        {
            await logs.CreateLogStreamAsync(new CreateLogStreamRequest(_group, Stream), cancellationToken);
        }
        catch (ResourceAlreadyExistsException)
        {
        }
    }

    private async Task CreateGroupAsync(IAmazonCloudWatchLogs logs, CancellationToken cancellationToken)
    {
        try
        {
            await logs.CreateLogGroupAsync(new CreateLogGroupRequest(_group), cancellationToken);
        }
        catch (Exception other) when (other is ResourceAlreadyExistsException or OperationAbortedException)
        {
            // Another receiver was quicker; the retention is its business too.
            return;
        }

        Log.GroupCreated(logger, _group);
        _retention.Owe();
    }

    /// <summary>Sets the retention that is owed; a failure is said, and holds nothing up.</summary>
    private async Task SetRetentionAsync(CancellationToken cancellationToken)
    {
        if (!_retention.IsDue)
        {
            return;
        }

        try
        {
            await CallAsync(_retention.SetAsync, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            _retention.Failed(CloudWatchProblem.ErrorType(failure));
        }
    }

    /// <summary>A call with a deadline of its own, whatever the SDK's handler does with its timeout.</summary>
    private async Task CallAsync(
        Func<IAmazonCloudWatchLogs, CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        await call(client.Get(), either.Token);
    }

    // The reason stands on a metric: each is a word of ours, whatever a proxy calls its 413.
    private static PutResult Result(Exception failure) => failure switch
    {
        // The batch was taken before. AWS doesn't say so any more, what stands in its place may:
        // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
        DataAlreadyAcceptedException { RequestId.Length: > 0 } => new PutResult.Taken(Rejected: null),
        DataAlreadyAcceptedException => NotCloudWatch,
        InvalidParameterException => new PutResult.Refused("InvalidParameterException"),
        AmazonServiceException { ErrorCode: "SerializationException" or "ValidationException" } known =>
            new PutResult.Refused(known.ErrorCode),
        AmazonServiceException { StatusCode: HttpStatusCode.RequestEntityTooLarge } =>
            new PutResult.Refused("RequestEntityTooLarge"),
        _ => new PutResult.Unavailable(Problem(failure), CloudWatchProblem.ErrorType(failure)),
    };

    private static string Problem(Exception failure) =>
        failure is AmazonClientException && failure.Message.Contains("RegionEndpoint", StringComparison.Ordinal)
            ? CloudWatchProblem.OfConfiguration(failure)
            : CloudWatchProblem.Of(failure);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Log group {Group} or its stream {Stream} is missing; creating it")]
        public static partial void DestinationMissing(ILogger logger, string group, string stream);

        [LoggerMessage(LogLevel.Information, "Created log group {Group}")]
        public static partial void GroupCreated(ILogger logger, string group);
    }
}
