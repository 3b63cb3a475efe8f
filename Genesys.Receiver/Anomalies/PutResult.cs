using Amazon.CloudWatchLogs.Model;

namespace Genesys.Receiver.Anomalies;

/// <summary>What became of a batch that was put: a closed list.</summary>
internal abstract record PutResult
{
    private PutResult()
    {
    }

    /// <summary>CloudWatch Logs has it, but for the events that it rejected one by one; null: none.</summary>
    internal sealed record Taken(RejectedLogEventsInfo? Rejected) : PutResult;

    /// <summary>It breaks a rule and will never be taken as it is.</summary>
    /// <param name="Reason">Which, a word of a closed list: it stands on a metric.</param>
    internal sealed record Refused(string Reason) : PutResult;

    /// <summary>It may be taken later: throttling, an outage, credentials.</summary>
    /// <param name="Problem">A sentence for the operator.</param>
    /// <param name="ErrorType">The kind of failure, in a word of which there are few.</param>
    internal sealed record Unavailable(string Problem, string ErrorType) : PutResult;
}
