using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>What is counted by the minute.</summary>
internal enum Counted
{
    Accepted,
    Rejected,
    Duplicate,
    Finished,
    DeadLettered,
    HandedOver,
    Republished,
}

/// <summary>
/// What happened in each minute and isn't written yet. A process that dies loses a few seconds of it.
/// </summary>
internal sealed class ActivityCounts(TimeProvider time, ReceiverMetrics metrics)
{
    /// <summary>Kinds of activity.</summary>
    public const int Kinds = (int)Counted.Republished + 1;

    /// <summary>For so long the counts of a minute are kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    private static readonly long Minute = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, long[]> _minutes = [];

    /// <summary>How often deliveries came again.</summary>
    public DuplicateCounts Duplicates { get; } = new(metrics);

    /// <summary>Counts something that happens now.</summary>
    public void Add(Counted what, int count = 1)
    {
        if (count == 0)
        {
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            CountsOf(now - (now % Minute))[(int)what] += count;
        }
    }

    /// <summary>Takes what isn't written: minutes in milliseconds since 1970, and their counts by kind.</summary>
    public IReadOnlyList<(long Minute, long[] Counts)> Take()
    {
        lock (_lock)
        {
            var taken = _minutes.Select(minute => (minute.Key, minute.Value)).ToList();
            _minutes.Clear();
            return taken;
        }
    }

    /// <summary>Takes back what couldn't be written.</summary>
    public void GiveBack(IEnumerable<(long Minute, long[] Counts)> minutes)
    {
        lock (_lock)
        {
            foreach (var (minute, counts) in minutes)
            {
                var kept = CountsOf(minute);
                for (var i = 0; i < Kinds; i++)
                {
                    kept[i] += counts[i];
                }
            }
        }
    }

    /// <summary>Counts that were written, and what isn't written yet, as they are shown.</summary>
    public IReadOnlyList<ActivityMinute> Show(IEnumerable<(long Minute, long[] Counts)> written, long from, long to)
    {
        var shown = written.ToDictionary(minute => minute.Minute, minute => minute.Counts);
        lock (_lock)
        {
            foreach (var (minute, counts) in _minutes.Where(minute => minute.Key >= from && minute.Key < to))
            {
                shown[minute] = [
                    .. (shown.GetValueOrDefault(minute) ?? new long[Kinds]).Zip(counts, (one, other) => one + other)];
            }
        }

        return [.. shown.OrderBy(minute => minute.Key).Select(minute => Show(minute.Key, minute.Value))];
    }

    private static ActivityMinute Show(long minute, long[] counts) => new()
    {
        Minute = DateTimeOffset.FromUnixTimeMilliseconds(minute),
        Accepted = counts[(int)Counted.Accepted],
        Rejected = counts[(int)Counted.Rejected],
        Duplicates = counts[(int)Counted.Duplicate],
        Finished = counts[(int)Counted.Finished],
        DeadLettered = counts[(int)Counted.DeadLettered],
        HandedOver = counts[(int)Counted.HandedOver],
        Republished = counts[(int)Counted.Republished],
    };

    private long[] CountsOf(long minute)
    {
        if (!_minutes.TryGetValue(minute, out var counts))
        {
            _minutes[minute] = counts = new long[Kinds];
        }

        return counts;
    }
}
