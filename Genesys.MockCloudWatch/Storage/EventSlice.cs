namespace Genesys.MockCloudWatch.Storage;

/// <summary>
/// The events of a stream at one moment, in order. Later writes to the stream don't change it, so it is read without a
/// lock.
/// </summary>
internal readonly struct EventSlice(StoredEvent[] events, int start, int end)
{
    public int Count => end - start;

    public ref readonly StoredEvent this[int index] => ref events[start + index];

    /// <summary>
    /// The events with a position of at least <paramref name="from"/> and below <paramref name="to"/>.
    /// </summary>
    public EventSlice Between(EventPosition from, EventPosition to)
    {
        var first = LowerBound(from);
        return new EventSlice(events, first, Math.Max(first, LowerBound(to)));
    }

    public EventSlice Take(int count) => new(events, start, Math.Min(end, start + count));

    public EventSlice TakeLast(int count) => new(events, Math.Max(start, end - count), end);

    /// <summary>
    /// Index of the event with this number; -1 when it isn't here. Most streams are written in order, so it is looked
    /// for around its place in that order.
    /// </summary>
    public int IndexOf(long id)
    {
        if (Count == 0)
        {
            return -1;
        }

        var guess = (int)Math.Clamp(id - this[0].Id, 0, Count - 1);
        for (var distance = 0; distance < Count; distance++)
        {
            if (guess - distance >= 0 && this[guess - distance].Id == id)
            {
                return guess - distance;
            }

            if (guess + distance < Count && this[guess + distance].Id == id)
            {
                return guess + distance;
            }
        }

        return -1;
    }

    public EventSlice From(int index) => new(events, Math.Min(end, start + index), end);

    private int LowerBound(EventPosition position)
    {
        var (low, high) = (start, end);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (events[middle].Position < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
