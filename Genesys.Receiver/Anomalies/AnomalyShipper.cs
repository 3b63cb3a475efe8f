using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Anomalies;

/// <summary>Ships leased anomalies, and finds out which of them CloudWatch Logs will never take.</summary>
internal sealed partial class AnomalyShipper(
    IJournal journal,
    AnomalyReturns returns,
    LogDestination destination,
    IOptions<CloudWatchOptions> options,
    TimeProvider time,
    ReceiverMetrics metrics,
    ILogger<AnomalyShipper> logger)
{
    /// <summary>
    /// Only a clock that is wrong, here or there, gets a present timestamp rejected; some seconds are given to it.
    /// </summary>
    private const int MostRejections = 6;

    private readonly EventClock _clock = new(time, options.Value);
    private readonly AnomalyMessage _message = new(options.Value);

    /// <summary>Ships anomalies in order, until CloudWatch Logs can't be reached.</summary>
    /// <returns>Null when all of them are settled; else the sentence that says why the rest was given back.</returns>
    public async Task<string?> ShipAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken)
    {
        var shipment = new Shipment(anomalies, journal, returns, metrics, logger);
        try
        {
            var events = anomalies.Select(anomaly => _message.Write(anomaly, _clock.Stamp(anomaly.Record.ReceivedAt)));
            foreach (var batch in LogBatches.Cut(events, options.Value))
            {
                if (await ShipBatchAsync(batch, shipment, cancellationToken) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        finally
        {
            await shipment.ReturnRestAsync();
        }
    }

    private async Task<string?> ShipBatchAsync(
        IReadOnlyList<LogEvent> batch, Shipment shipment, CancellationToken cancellationToken)
    {
        using var span = BatchSpan.Start(batch, options.Value.LogGroup, destination.Stream);
        var (result, problem) = (await destination.PutAsync(batch, cancellationToken), default(string));
        switch (result)
        {
            case PutResult.Taken taken:
                problem =
                    await SettleAsync(batch, Rejection.Of(taken.Rejected, batch.Count), shipment, cancellationToken);
                break;
            case PutResult.Refused refused:
                problem = await IsolateAsync(batch, refused.Reason, shipment, cancellationToken);
                break;
            case PutResult.Unavailable unavailable:
                problem = unavailable.Problem;
                break;
        }

        BatchSpan.End(span, result, problem);

        return problem;
    }

    private async Task<string?> SettleAsync(
        IReadOnlyList<LogEvent> batch, Rejection rejection, Shipment shipment, CancellationToken cancellationToken)
    {
        await shipment.ShippedAsync([.. batch.Where((_, index) => rejection.ReasonOf(index) is null)]);
        var rejected = batch.Where((_, index) => rejection.ReasonOf(index) is not null).ToArray();
        return rejected.Length == 0 ? null : await ShipAsPresentAsync(rejected, rejection, shipment, cancellationToken);
    }

    /// <summary>
    /// What was rejected for its timestamp goes again with the present's; what is rejected to the last is set aside.
    /// </summary>
    private async Task<string?> ShipAsPresentAsync(
        LogEvent[] rejected, Rejection first, Shipment shipment, CancellationToken cancellationToken)
    {
        metrics.AnomaliesRejected(rejected.Length, first.Reason!);
        Log.Rejected(logger, rejected.Length, first.Reason!);
        var backoff = new Backoff(options.Value.BaseDelay, options.Value.MaxDelay);
        IReadOnlyList<RejectedEvent> left = [.. rejected.Select(item => new RejectedEvent(item, first.Reason!))];
        for (var rejections = 1; left.Count > 0 && rejections < MostRejections; rejections++)
        {
            if (rejections > 1)
            {
                await Task.Delay(backoff.Next(), time, cancellationToken);
            }

            (left, var problem) = await PutAsPresentAsync(left, shipment, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }
        }

        foreach (var (item, reason) in left)
        {
            await shipment.SetAsideAsync(item, $"CloudWatch Logs rejected it {MostRejections} times: {reason}.");
        }

        return null;
    }

    /// <summary>
    /// Ships events with the present as timestamp; returns those that are rejected again, or the sentence that says why
    /// the rest is given back.
    /// </summary>
    private async Task<(IReadOnlyList<RejectedEvent> Again, string? Problem)> PutAsPresentAsync(
        IReadOnlyList<RejectedEvent> rejected, Shipment shipment, CancellationToken cancellationToken)
    {
        var again = new List<RejectedEvent>();
        var now = _clock.Now;
        foreach (var batch in LogBatches.Cut(
            rejected.Select(one => _message.Write(one.Event.Anomaly, now)), options.Value))
        {
            switch (await destination.PutAsync(batch, cancellationToken))
            {
                case PutResult.Taken taken:
                    var rejection = Rejection.Of(taken.Rejected, batch.Count);
                    await shipment.ShippedAsync([.. batch.Where((_, index) => rejection.ReasonOf(index) is null)]);
                    again.AddRange(batch.Select((item, index) => (item, Reason: rejection.ReasonOf(index)))
                        .Where(pair => pair.Reason is not null)
                        .Select(pair => new RejectedEvent(pair.item, pair.Reason!)));
                    break;
                case PutResult.Refused refused
                    when await IsolateAsync(batch, refused.Reason, shipment, cancellationToken) is { } problem:
                    return ([], problem);
                case PutResult.Unavailable unavailable:
                    return ([], unavailable.Problem);
            }
        }

        return (again, null);
    }

    /// <summary>Finds what makes a batch unacceptable by halving it: the rest is shipped, in order.</summary>
    private async Task<string?> IsolateAsync(
        IReadOnlyList<LogEvent> batch, string reason, Shipment shipment, CancellationToken cancellationToken)
    {
        if (batch.Count == 1)
        {
            metrics.AnomaliesRejected(1, reason);
            await shipment.SetAsideAsync(batch[0], $"CloudWatch Logs refused it: {reason}.");
            return null;
        }

        var half = batch.Count / 2;
        return await ShipBatchAsync([.. batch.Take(half)], shipment, cancellationToken)
            ?? await ShipBatchAsync([.. batch.Skip(half)], shipment, cancellationToken);
    }

    private readonly record struct RejectedEvent(LogEvent Event, string Reason);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning,
            "CloudWatch Logs rejected {Count} anomalies as {Reason}; sending them with the present as timestamp")]
        public static partial void Rejected(ILogger logger, int count, string reason);
    }
}
