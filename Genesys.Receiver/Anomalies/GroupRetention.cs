using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// The retention of the log group that this service has created. It is a call of its own behind the one that creates
/// the group: what it owes it goes on trying, since afterwards the group looks like one that was there before. It holds
/// nothing up: anomalies are shipped whether the group keeps them for some time or for ever.
/// </summary>
internal sealed partial class GroupRetention(string group, int days, TimeProvider time, ILogger logger)
{
    // A role that lacks the permission will be refused until somebody mends it.
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));

    private bool _isOwed;
    private long? _failedAt;
    private TimeSpan _wait;

    /// <summary>True when it is owed, and the wait behind the last failure is over.</summary>
    public bool IsDue => _isOwed && (_failedAt is not { } at || time.GetElapsedTime(at) >= _wait);

    /// <summary>The group was created just now.</summary>
    public void Owe()
    {
        _isOwed = days > 0;
        _failedAt = null;
        _backoff.Reset();
    }

    /// <summary>Sets it.</summary>
    public async Task SetAsync(IAmazonCloudWatchLogs logs, CancellationToken cancellationToken)
    {
        try
        {
            await logs.PutRetentionPolicyAsync(new PutRetentionPolicyRequest(group, days), cancellationToken);
        }
        catch (ResourceNotFoundException)
        {
            // The group is gone: it is owed again by whoever creates it anew.
        }

        _isOwed = false;
    }

    /// <summary>It couldn't be set: it is tried again, ever more seldom.</summary>
    public void Failed(string error)
    {
        (_failedAt, _wait) = (time.GetTimestamp(), _backoff.Next());
        Log.NotSet(logger, group, days, error);
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "Log group {Group} was created, but its retention of {Days} days couldn't be set ({Error}): until it is, "
            + "the group keeps its events for ever. It is tried again, at least once an hour; the permission "
            + "logs:PutRetentionPolicy is needed.")]
        public static partial void NotSet(ILogger logger, string group, int days, string error);
    }
}
