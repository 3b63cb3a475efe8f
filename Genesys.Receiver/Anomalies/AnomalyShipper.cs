using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Anomalies;

/// <summary>Ships leased anomalies. Each of them ends as shipped, set aside with a reason, or given back to the journal.</summary>
internal sealed partial class AnomalyShipper(
    IJournal journal,
    AnomalyReturns returns,
    LogDestination destination,
    IOptions<CloudWatchOptions> options,
    TimeProvider time,
    ReceiverMetrics metrics,
    ILogger<AnomalyShipper> logger)
{
    private readonly EventClock _clock = new(time, options.Value);
    private readonly AnomalyMessage _message = new(options.Value);

    /// <summary>Ships anomalies in order, until CloudWatch Logs can't be reached.</summary>
    /// <returns>Null when all of them are settled; else the sentence that says why the rest was given back.</returns>
    public async Task<string?> ShipAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken)
    {
        var open = anomalies.ToDictionary(anomaly => anomaly.Key);
        try
        {
            var events = anomalies.Select(anomaly => _message.Write(anomaly, _clock.Stamp(anomaly.Record.ReceivedAt)));
            foreach (var batch in LogBatches.Cut(events, options.Value))
            {
                if (await ShipBatchAsync(batch, open, cancellationToken) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        finally
        {
            await returns.AddAsync(open.Values);
        }
    }

    private async Task<string?> ShipBatchAsync(IReadOnlyList<LogEvent> batch, Dictionary<long, LeasedAnomaly> open, CancellationToken cancellationToken)
    {
        using var span = BatchSpan.Start(batch, options.Value.LogGroup, destination.Stream);
        var (result, problem) = (await destination.PutAsync(batch, cancellationToken), default(string));
        switch (result)
        {
            case PutResult.Taken taken:
                problem = await SettleAsync(batch, Rejection.Of(taken.Rejected, batch.Count), open, cancellationToken);
                break;
            case PutResult.Refused refused:
                problem = await IsolateAsync(batch, refused.Reason, open, cancellationToken);
                break;
            case PutResult.Unavailable unavailable:
                problem = unavailable.Problem;
                break;
        }

        BatchSpan.End(span, result, problem);

        return problem;
    }

    private async Task<string?> SettleAsync(
        IReadOnlyList<LogEvent> batch, Rejection rejection, Dictionary<long, LeasedAnomaly> open, CancellationToken cancellationToken)
    {
        await ShippedAsync([.. batch.Where((_, index) => rejection.ReasonOf(index) is null)], open);
        var rejected = batch.Where((_, index) => rejection.ReasonOf(index) is not null).ToArray();
        return rejected.Length == 0 ? null : await ShipAsPresentAsync(rejected, rejection, open, cancellationToken);
    }

    /// <summary>What was rejected for its timestamp goes once more with the present's; what is rejected even then is set aside.</summary>
    private async Task<string?> ShipAsPresentAsync(
        LogEvent[] rejected, Rejection first, Dictionary<long, LeasedAnomaly> open, CancellationToken cancellationToken)
    {
        metrics.AnomaliesRejected(rejected.Length, first.Reason!);
        Log.Rejected(logger, rejected.Length, first.Reason!);
        var now = _clock.Now;
        foreach (var batch in LogBatches.Cut(rejected.Select(item => _message.Write(item.Anomaly, now)), options.Value))
        {
            switch (await destination.PutAsync(batch, cancellationToken))
            {
                case PutResult.Taken taken:
                    var again = Rejection.Of(taken.Rejected, batch.Count);
                    await ShippedAsync([.. batch.Where((_, index) => again.ReasonOf(index) is null)], open);
                    foreach (var (item, reason) in batch.Select((item, index) => (item, again.ReasonOf(index))).Where(pair => pair.Item2 is not null))
                    {
                        await SetAsideAsync(item, $"CloudWatch Logs rejected it twice: {reason}.", open);
                    }

                    break;
                case PutResult.Refused refused when await IsolateAsync(batch, refused.Reason, open, cancellationToken) is { } problem:
                    return problem;
                case PutResult.Unavailable unavailable:
                    return unavailable.Problem;
            }
        }

        return null;
    }

    /// <summary>Finds what makes a batch unacceptable by halving it: the rest is shipped, in order.</summary>
    private async Task<string?> IsolateAsync(
        IReadOnlyList<LogEvent> batch, string reason, Dictionary<long, LeasedAnomaly> open, CancellationToken cancellationToken)
    {
        if (batch.Count == 1)
        {
            metrics.AnomaliesRejected(1, reason);
            await SetAsideAsync(batch[0], $"CloudWatch Logs refused it: {reason}.", open);
            return null;
        }

        var half = batch.Count / 2;
        return await ShipBatchAsync([.. batch.Take(half)], open, cancellationToken)
            ?? await ShipBatchAsync([.. batch.Skip(half)], open, cancellationToken);
    }

    /// <summary>CloudWatch Logs has them: that is recorded even when the service is ending, or they would be sent again.</summary>
    private async Task ShippedAsync(LogEvent[] events, Dictionary<long, LeasedAnomaly> open)
    {
        if (events.Length > 0)
        {
            await journal.ShippedAsync([.. events.Select(item => item.Anomaly)], CancellationToken.None);
            metrics.AnomaliesShipped(events.Length);
            Array.ForEach(events, item => open.Remove(item.Anomaly.Key));
        }
    }

    private async Task SetAsideAsync(LogEvent item, string reason, Dictionary<long, LeasedAnomaly> open)
    {
        await journal.SetAsideAsync(item.Anomaly, reason, CancellationToken.None);
        open.Remove(item.Anomaly.Key);
        Log.SetAside(logger, item.Anomaly.Record.RequestId, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "CloudWatch Logs rejected {Count} anomalies as {Reason}; sending them with the present as timestamp")]
        public static partial void Rejected(ILogger logger, int count, string reason);

        [LoggerMessage(LogLevel.Error, "The anomaly of request {RequestId} is set aside. {Reason}")]
        public static partial void SetAside(ILogger logger, string requestId, string reason);
    }
}
