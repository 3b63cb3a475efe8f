using CsCheck;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Journal;
using Genesys.Tests.Journal;

namespace Genesys.Tests.Anomalies;

public class LogBatchesTests
{
    private const long Day = 86_400_000;

    [Fact]
    public void Batches_KeepEveryRuleAndEveryEvent() => Gen.Select(
        Gen.Select(Gen.Long[0, 4 * Day], Gen.Int[1, 3_000]).Array[0, 200], Gen.Int[1, 20], Gen.Int[4_096, 20_000])
            .Sample((events, count, bytes) =>
        {
            var options = new CloudWatchOptions { BatchCount = count, BatchBytes = bytes };
            var given = events.Select((item, index) => Event(index, item.Item1, item.Item2)).ToArray();

            var batches = LogBatches.Cut(given, options).ToArray();

            Assert.All(batches, batch =>
            {
                Assert.InRange(batch.Count, 1, count);
                Assert.True(batch.Sum(item => item.Size) <= bytes);
                Assert.True(batch[^1].Timestamp - batch[0].Timestamp <= Day);
            });
            var sent = batches.SelectMany(batch => batch).ToArray();
            Assert.Equal(given.OrderBy(item => item.Timestamp), sent);
        });

    [Fact]
    public void BatchOfExactlyTheLimit_IsOne()
    {
        var options = new CloudWatchOptions();
        var full = Enumerable.Range(0, 4).Select(index => Event(index, 1, (1_048_576 / 4) - 26));

        Assert.Single(LogBatches.Cut(full, options));
        Assert.Equal(2, LogBatches.Cut(full.Append(Event(9, 1, 1)), options).Count());
    }

    [Fact]
    public void SpanOfExactlyOneDay_IsOneBatch()
    {
        Assert.Single(LogBatches.Cut([Event(1, 0, 1), Event(2, Day, 1)], new CloudWatchOptions()));
        Assert.Equal(2, LogBatches.Cut([Event(1, 0, 1), Event(2, Day + 1, 1)], new CloudWatchOptions()).Count());
    }

    private static LogEvent Event(long key, long timestamp, int bytes) =>
        new(new LeasedAnomaly(key, 1, JournalRecords.AnAnomaly("r")), timestamp, "", bytes);
}
