using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// How often deliveries came again and were answered as duplicates, as far as it isn't written yet. A process that
/// dies loses a few seconds of it.
/// </summary>
internal sealed class DuplicateCounts(ReceiverMetrics metrics)
{
    /// <summary>Most deliveries between two writes; a duplicate of another one is only counted.</summary>
    public const int MaxDeliveries = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, DuplicateCount> _counts = [];

    /// <summary>A delivery came again at a moment, in milliseconds since 1970.</summary>
    public void Add(long delivery, long at)
    {
        lock (_lock)
        {
            Keep(new DuplicateCount(delivery, 1, at, at));
        }
    }

    /// <summary>Takes what isn't written, of so many deliveries at most, in the order of their keys.</summary>
    public List<DuplicateCount> Take(int max)
    {
        lock (_lock)
        {
            List<DuplicateCount> taken = [.. _counts.Values.Take(max)];
            taken.ForEach(one => _counts.Remove(one.Delivery));
            taken.Sort((one, other) => one.Delivery.CompareTo(other.Delivery));
            return taken;
        }
    }

    /// <summary>Takes back what couldn't be written.</summary>
    public void GiveBack(IReadOnlyList<DuplicateCount> counts)
    {
        lock (_lock)
        {
            foreach (var count in counts)
            {
                Keep(count);
            }
        }
    }

    private void Keep(DuplicateCount count)
    {
        if (_counts.TryGetValue(count.Delivery, out var known))
        {
            _counts[count.Delivery] = known.Plus(count);
        }
        else if (_counts.Count < MaxDeliveries)
        {
            _counts.Add(count.Delivery, count);
        }
        else
        {
            metrics.DuplicatesNotKept(count.Count);
        }
    }
}
