namespace Genesys.Receiver.Journal;

/// <summary>
/// How many hand-overs found no room at each destination and are dead letters: what was committed since it was asked
/// last.
/// </summary>
internal sealed class FullDestinations
{
    private readonly Lock _lock = new();
    private Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(IReadOnlyDictionary<string, int> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var (destination, count) in counts)
            {
                _counts[destination] = _counts.GetValueOrDefault(destination) + count;
            }
        }
    }

    public IReadOnlyDictionary<string, int> Take()
    {
        lock (_lock)
        {
            var taken = _counts;
            _counts = new(StringComparer.Ordinal);
            return taken;
        }
    }
}
