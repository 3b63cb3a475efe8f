using Genesys.MockCloudWatch.Storage;

namespace Genesys.MockCloudWatch.Operations.Events;

/// <summary>The events of several streams as one sequence by time, then by stream, then by arrival.</summary>
internal sealed class InterleavedEvents
{
    private readonly List<Source> _sources;
    private readonly int[] _next;
    private readonly PriorityQueue<int, (long Timestamp, int Stream)> _queue = new();

    public InterleavedEvents(List<Source> sources)
    {
        _sources = sources;
        _next = new int[sources.Count];
        for (var index = 0; index < sources.Count; index++)
        {
            _queue.Enqueue(index, (sources[index].Events[0].Timestamp, sources[index].Stream.Number));
        }
    }

    public bool Next(out LogStream stream, out StoredEvent item)
    {
        if (!_queue.TryPeek(out var index, out _))
        {
            (stream, item) = (null!, default);
            return false;
        }

        var source = _sources[index];
        (stream, item) = (source.Stream, source.Events[_next[index]++]);
        if (_next[index] == source.Events.Count)
        {
            _queue.Dequeue();
        }
        else if (_sources.Count > 1)
        {
            _queue.DequeueEnqueue(index, (source.Events[_next[index]].Timestamp, stream.Number));
        }

        return true;
    }

    /// <summary>A stream and its events; at least one.</summary>
    internal readonly record struct Source(LogStream Stream, EventSlice Events);
}
