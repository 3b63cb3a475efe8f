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
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, long[]> _minutes = [];
    private readonly List<IReadOnlyList<(long Minute, long[] Counts)>> _writing = [];
    private TaskCompletionSource? _written;

    // Changes when what was read of the store may no longer go with what is here.
    private int _version;

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

    /// <summary>
    /// Takes what isn't written: minutes in milliseconds since 1970, and their counts by kind. It counts as being
    /// written until <see cref="Written"/> or <see cref="GiveBack"/> is told of it.
    /// </summary>
    public IReadOnlyList<(long Minute, long[] Counts)> Take()
    {
        lock (_lock)
        {
            var taken = _minutes.Select(minute => (minute.Key, minute.Value)).ToList();
            _minutes.Clear();
            if (taken.Count > 0)
            {
                _version++;
                _writing.Add(taken);
                _written ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return taken;
        }
    }

    /// <summary>What was taken is on disk.</summary>
    public void Written(IReadOnlyList<(long Minute, long[] Counts)> taken)
    {
        lock (_lock)
        {
            EndWriting(taken);
        }
    }

    /// <summary>Takes back what couldn't be written.</summary>
    public void GiveBack(IReadOnlyList<(long Minute, long[] Counts)> taken)
    {
        lock (_lock)
        {
            EndWriting(taken);
            foreach (var (minute, counts) in taken)
            {
                AddTo(CountsOf(minute), counts);
            }
        }
    }

    /// <summary>
    /// Counts that were written, and what isn't written yet, as they are shown: what is being written is neither left
    /// out nor counted twice.
    /// </summary>
    /// <param name="read">Reads what was written.</param>
    /// <param name="from">The first minute, in milliseconds since 1970.</param>
    /// <param name="to">The minute behind the last.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<IReadOnlyList<ActivityMinute>> ShowAsync(
        Func<ValueTask<IReadOnlyList<(long Minute, long[] Counts)>>> read, long from, long to,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var version = await WhenWrittenAsync(cancellationToken);
            var rows = await read();
            lock (_lock)
            {
                // Else it was taken or written meanwhile, and may be in the rows or not.
                if (version == _version)
                {
                    return Show(rows, from, to);
                }
            }
        }
    }

    /// <summary>Waits while something is being written, but not for a store that hangs.</summary>
    private async Task<int> WhenWrittenAsync(CancellationToken cancellationToken)
    {
        Task written;
        lock (_lock)
        {
            written = _written?.Task ?? Task.CompletedTask;
        }

        try
        {
            await written.WaitAsync(LongestWrite, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It isn't on disk: it is shown as what waits to be written.
        }

        lock (_lock)
        {
            return _version;
        }
    }

    private List<ActivityMinute> Show(IEnumerable<(long Minute, long[] Counts)> written, long from, long to)
    {
        var shown = written.ToDictionary(minute => minute.Minute, minute => minute.Counts);
        foreach (var (minute, counts) in _writing.SelectMany(taken => taken)
            .Concat(_minutes.Select(minute => (minute.Key, minute.Value))))
        {
            if (minute >= from && minute < to)
            {
                if (!shown.TryGetValue(minute, out var sum))
                {
                    shown[minute] = sum = new long[Kinds];
                }

                AddTo(sum, counts);
            }
        }

        return [.. shown.OrderBy(minute => minute.Key).Select(minute => Show(minute.Key, minute.Value))];
    }

    private void EndWriting(IReadOnlyList<(long Minute, long[] Counts)> taken)
    {
        _version++;
        _writing.Remove(taken);
        if (_writing.Count == 0)
        {
            _written?.SetResult();
            _written = null;
        }
    }

    private static void AddTo(long[] sum, long[] counts)
    {
        for (var i = 0; i < Kinds; i++)
        {
            sum[i] += counts[i];
        }
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
