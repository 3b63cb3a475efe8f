namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Where an event that may be known stands in the file: 8 bytes of memory a slot, about 13 for each event. A match is a
/// hint, 32 bits wide, that the file confirms; no match is certain. An index on disk would instead write one random
/// page (4 KB) for each record, and slow down as it grows. Used by the writer's thread alone.
/// </summary>
internal sealed class EventIndex
{
    private const int MaxEvents = 1 << 20;
    private static readonly long MaxSpan = (long)TimeSpan.FromHours(6).TotalMilliseconds;

    private readonly List<Generation> _generations = [];

    // Events of deliveries that were replayed: their keys are old, and they are let go late. Each generation has the
    // keys of one span.
    private readonly List<Generation> _replayed = [];

    /// <summary>Remembers an event.</summary>
    /// <param name="eventKey">The event.</param>
    /// <param name="id">Key of its delivery, higher than those before.</param>
    /// <param name="at">Milliseconds since 1970.</param>
    public void Add(UInt128 eventKey, long id, long at) =>
        Newest(_generations, at, id - uint.MaxValue + 1, id).Add((uint)eventKey, id, at);

    /// <summary>Remembers an event of a delivery that was replayed, whatever its key.</summary>
    public void AddReplayed(UInt128 eventKey, long id, long at)
    {
        const int Span = 31;
        var first = id >> Span << Span;
        Newest(_replayed, at, first, first).Add((uint)eventKey, id, at);
    }

    /// <summary>Collects the keys of the deliveries that may be of this event, newest first.</summary>
    public void Find(UInt128 eventKey, List<long> candidates)
    {
        candidates.Clear();
        for (var i = _replayed.Count - 1; i >= 0; i--)
        {
            _replayed[i].Find((uint)eventKey, candidates);
        }

        for (var i = _generations.Count - 1; i >= 0; i--)
        {
            _generations[i].Find((uint)eventKey, candidates);
        }
    }

    /// <summary>Lets go what was recorded before a moment, as far as whole generations go.</summary>
    public void Forget(long before)
    {
        _generations.RemoveAll(generation => generation.NewestAt < before);
        _replayed.RemoveAll(generation => generation.NewestAt < before);
    }

    private static Generation Newest(List<Generation> generations, long at, long lowestFirstId, long firstId)
    {
        var newest = generations.Count == 0 ? null : generations[^1];
        if (newest is null || newest.Count >= MaxEvents || at - newest.OldestAt > MaxSpan
            || newest.FirstId < lowestFirstId || newest.FirstId > firstId)
        {
            newest = new Generation(firstId, at);
            generations.Add(newest);
        }

        return newest;
    }

    /// <summary>
    /// An open-addressed table; a slot is 32 bits of the event's key and 32 bits of the delivery's, 0 when empty.
    /// </summary>
    private sealed class Generation(long firstId, long oldestAt)
    {
        private ulong[] _slots = new ulong[1024];

        public long FirstId { get; } = firstId;

        public long OldestAt { get; } = oldestAt;

        public long NewestAt { get; private set; } = oldestAt;

        public int Count { get; private set; }

        public void Add(uint fingerprint, long id, long at)
        {
            if (Count >= _slots.Length / 8 * 5)
            {
                Grow();
            }

            Put(_slots, ((ulong)fingerprint << 32) | (uint)(id - FirstId + 1));
            Count++;
            NewestAt = Math.Max(NewestAt, at);
        }

        public void Find(uint fingerprint, List<long> candidates)
        {
            var mask = (uint)_slots.Length - 1;
            for (var i = fingerprint & mask; _slots[i] != 0; i = (i + 1) & mask)
            {
                if (_slots[i] >> 32 == fingerprint)
                {
                    candidates.Add(FirstId + (uint)_slots[i] - 1);
                }
            }
        }

        private void Grow()
        {
            var larger = new ulong[_slots.Length * 2];
            foreach (var slot in _slots)
            {
                if (slot != 0)
                {
                    Put(larger, slot);
                }
            }

            _slots = larger;
        }

        private static void Put(ulong[] slots, ulong slot)
        {
            var mask = (uint)slots.Length - 1;
            var i = (uint)(slot >> 32) & mask;
            while (slots[i] != 0)
            {
                i = (i + 1) & mask;
            }

            slots[i] = slot;
        }
    }
}
