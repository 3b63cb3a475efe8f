using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Leased anomalies on their way: each ends as shipped, set aside with a reason, or given back to the journal.
/// </summary>
internal sealed partial class Shipment(
    IReadOnlyList<LeasedAnomaly> anomalies, IJournal journal, AnomalyReturns returns, ReceiverMetrics metrics,
    ILogger logger)
{
    private readonly HashSet<(long Key, long Lease)> _ended = [];

    /// <summary>
    /// CloudWatch Logs has them: that is recorded even when the service is ending, or they would be sent again.
    /// </summary>
    public async Task ShippedAsync(IReadOnlyList<LogEvent> events)
    {
        if (events.Count > 0)
        {
            await journal.ShippedAsync([.. events.Select(item => item.Anomaly)], CancellationToken.None);
            metrics.AnomaliesShipped(events.Count);
            foreach (var item in events)
            {
                End(item.Anomaly);
            }
        }
    }

    /// <summary>CloudWatch Logs will never take it.</summary>
    /// <param name="item">What was sent.</param>
    /// <param name="reason">Why, in a sentence.</param>
    public async Task SetAsideAsync(LogEvent item, string reason)
    {
        await journal.SetAsideAsync(item.Anomaly, reason, CancellationToken.None);
        End(item.Anomaly);
        Log.SetAside(logger, item.Anomaly.Record.RequestId, reason);
    }

    /// <summary>Gives back what is neither shipped nor set aside.</summary>
    public Task ReturnRestAsync() =>
        returns.AddAsync(anomalies.Where(anomaly => !_ended.Contains((anomaly.Key, anomaly.Lease))));

    private void End(LeasedAnomaly anomaly) => _ended.Add((anomaly.Key, anomaly.Lease));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The anomaly of request {RequestId} is set aside. {Reason}")]
        public static partial void SetAside(ILogger logger, string requestId, string reason);
    }
}
