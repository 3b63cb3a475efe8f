namespace Genesys.MockCloudWatch.Storage;

/// <summary>
/// The events of one stream, sorted by position. Slots that were handed out in a slice are never written again: an
/// append goes behind them and everything else goes to a new array. Its owner's lock guards every member.
/// </summary>
internal sealed class EventLog
{
    private StoredEvent[] _events = [];
    private int _start;
    private int _end;

    public EventSlice Slice() => new(_events, _start, _end);

    public int Count => _end - _start;

    /// <summary>Adds a batch that is in order itself.</summary>
    public void Add(ReadOnlySpan<StoredEvent> batch)
    {
        if (batch.IsEmpty)
        {
            return;
        }

        if (Count > 0 && batch[0].Position < _events[_end - 1].Position)
        {
            Merge(batch);
            return;
        }

        if (_end + batch.Length > _events.Length)
        {
            Move(Math.Max(64, (Count + batch.Length) * 3 / 2));
        }

        batch.CopyTo(_events.AsSpan(_end));
        _end += batch.Length;
    }

    /// <summary>Removes the first events; returns their bytes as CloudWatch Logs counts them.</summary>
    public long RemoveFirst(int count)
    {
        var bytes = 0L;
        for (var index = 0; index < count; index++)
        {
            bytes += _events[_start + index].Size;
        }

        _start += count;
        // The messages of removed events stay alive as long as the array refers to them.
        Move(Math.Max(64, Count + (Count / 4)));
        return bytes;
    }

    private void Move(int capacity)
    {
        var moved = new StoredEvent[capacity];
        _events.AsSpan(_start, Count).CopyTo(moved);
        (_events, _start, _end) = (moved, 0, Count);
    }

    private void Merge(ReadOnlySpan<StoredEvent> batch)
    {
        var old = _events.AsSpan(_start, Count);
        var merged = new StoredEvent[(old.Length + batch.Length) * 5 / 4];
        var (left, right, next) = (0, 0, 0);
        while (left < old.Length && right < batch.Length)
        {
            merged[next++] = old[left].Position <= batch[right].Position ? old[left++] : batch[right++];
        }

        old[left..].CopyTo(merged.AsSpan(next));
        batch[right..].CopyTo(merged.AsSpan(next + old.Length - left));
        (_events, _start, _end) = (merged, 0, old.Length + batch.Length);
    }
}
