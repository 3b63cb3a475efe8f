namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Cuts log events into batches that CloudWatch Logs takes: in chronological order, within 24 hours, and under the
/// limits of count and bytes
/// (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
/// </summary>
internal static class LogBatches
{
    private const long MaxSpan = 86_400_000;

    /// <summary>The batches, oldest event first; together they hold each event once.</summary>
    public static IEnumerable<IReadOnlyList<LogEvent>> Cut(IEnumerable<LogEvent> events, CloudWatchOptions options)
    {
        var batch = new List<LogEvent>();
        var bytes = 0;

        // A stable sort: what has the same timestamp stays in the order of recording.
        foreach (var item in events.OrderBy(item => item.Timestamp))
        {
            if (batch.Count > 0
                && (batch.Count == options.BatchCount || bytes + item.Size > options.BatchBytes
                    || item.Timestamp - batch[0].Timestamp > MaxSpan))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(item);
            bytes += item.Size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
