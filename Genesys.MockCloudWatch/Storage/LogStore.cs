using System.Collections.Concurrent;
using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Storage;

/// <summary>All regions, and the bound on what they hold together.</summary>
internal sealed class LogStore(IOptions<MockOptions> options, TimeProvider time, MockMetrics metrics)
{
    /// <summary>
    /// Most groups and streams together. An empty one takes some 400 bytes, which <see cref="MockOptions.MaxBytes"/>
    /// doesn't count.
    /// </summary>
    public const int MaxPlaces = 500_000;

    private const int MaxRegions = 100;

    private readonly ConcurrentDictionary<string, LogRegion> _regions = new(StringComparer.Ordinal);
    private readonly Lock _eviction = new();
    private long _bytes;
    private int _places;

    /// <summary>Bytes of all events as CloudWatch Logs counts them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// A region; null when it is a new one and there are a hundred already, which is more than AWS has.
    /// </summary>
    public LogRegion? Region(string name) =>
        _regions.TryGetValue(name, out var region) ? region
        : _regions.Count >= MaxRegions ? null
        : _regions.GetOrAdd(name, static region => new LogRegion(region));

    /// <summary>Takes a place for a group or a stream; false when all are taken.</summary>
    public bool TryTakePlace()
    {
        if (Interlocked.Increment(ref _places) <= MaxPlaces)
        {
            return true;
        }

        Interlocked.Decrement(ref _places);
        return false;
    }

    /// <summary>Gives back a place that was taken for what then wasn't added.</summary>
    public void GivePlaceBack() => Interlocked.Decrement(ref _places);

    public IEnumerable<LogRegion> Regions => _regions.Values;

    /// <summary>Removes a group with its events; false when it is gone already.</summary>
    public bool Remove(LogRegion region, LogGroup group)
    {
        lock (group.Gate)
        {
            if (!region.Remove(group))
            {
                return false;
            }

            group.Deleted = true;
            Interlocked.Add(ref _bytes, -group.StoredBytes);
            Interlocked.Add(ref _places, -1 - group.Streams.Count);
            return true;
        }
    }

    /// <summary>Removes a stream with its events; false when it is gone already.</summary>
    public bool Remove(LogGroup group, string stream)
    {
        lock (group.Gate)
        {
            if (!group.Streams.Remove(stream, out var removed))
            {
                return false;
            }

            Account(group, -removed.Events.RemoveFirst(removed.Events.Count));
            if (!group.Deleted)
            {
                Interlocked.Decrement(ref _places);
            }

            return true;
        }
    }

    /// <summary>Adds events to a stream that is locked by its group's gate.</summary>
    public void Add(LogGroup group, LogStream stream, ReadOnlySpan<StoredEvent> events)
    {
        if (events.IsEmpty)
        {
            return;
        }

        stream.Events.Add(events);
        stream.FirstEventTimestamp = Math.Min(stream.FirstEventTimestamp ?? long.MaxValue, events[0].Timestamp);
        stream.LastEventTimestamp = Math.Max(stream.LastEventTimestamp ?? 0, events[^1].Timestamp);
        stream.LastIngestionTime = events[^1].IngestionTime;
        var bytes = 0L;
        foreach (ref readonly var item in events)
        {
            bytes += item.Size;
        }

        Account(group, bytes);
    }

    /// <summary>
    /// Brings the store under its bound: the oldest events of the largest group go first, a sixteenth of the bound at a
    /// time.
    /// </summary>
    public void Evict()
    {
        if (Bytes <= options.Value.MaxBytes || !_eviction.TryEnter())
        {
            return;
        }

        try
        {
            while (Bytes > options.Value.MaxBytes && LargestGroup() is { } group)
            {
                EvictFrom(group, options.Value.MaxBytes / 16);
            }
        }
        finally
        {
            _eviction.Exit();
        }
    }

    private LogGroup? LargestGroup() =>
        _regions.Values
            .SelectMany(region => region.ToArray())
            .Where(group => group.StoredBytes > 0)
            .MaxBy(group => group.StoredBytes);

    private void EvictFrom(LogGroup group, long target)
    {
        lock (group.Gate)
        {
            var slices = group.Streams.Values
                .Select(stream => (Stream: stream, Slice: stream.Events.Slice()))
                .Where(item => item.Slice.Count > 0)
                .ToArray();
            var taken = new int[slices.Length];
            var oldest = new PriorityQueue<int, EventPosition>(
                slices.Select((item, index) => (index, item.Slice[0].Position)));
            var bytes = 0L;
            while (bytes < target && oldest.TryDequeue(out var index, out _))
            {
                var slice = slices[index].Slice;
                bytes += slice[taken[index]++].Size;
                if (taken[index] < slice.Count)
                {
                    oldest.Enqueue(index, slice[taken[index]].Position);
                }
            }

            for (var index = 0; index < slices.Length; index++)
            {
                if (taken[index] > 0)
                {
                    Account(group, -slices[index].Stream.Events.RemoveFirst(taken[index]));
                    metrics.EventsEvicted(taken[index]);
                }
            }
        }
    }

    private void Account(LogGroup group, long bytes)
    {
        if (!group.Deleted)
        {
            group.StoredBytes += bytes;
            Interlocked.Add(ref _bytes, bytes);
        }
    }
}
