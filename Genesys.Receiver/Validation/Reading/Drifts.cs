namespace Genesys.Receiver.Validation.Reading;

/// <summary>
/// The drift of one event, each place and value once: the first 50 of what its first 1,000 unknown members and values
/// are.
/// </summary>
internal sealed class Drifts
{
    private const int MaxKept = 50;

    /// <summary>
    /// An event can hold unknown members by the hundred thousand, and each costs a path to say that it is known
    /// already.
    /// </summary>
    private const int MaxSeen = 1_000;

    private List<Drift>? _kept;
    private int _seen;

    public bool IsFull => _seen >= MaxSeen || _kept?.Count >= MaxKept;

    public void Add(Drift drift)
    {
        if (IsFull)
        {
            return;
        }

        _seen++;
        _kept ??= [];
        if (!_kept.Contains(drift))
        {
            _kept.Add(drift);
        }
    }

    /// <summary>The drift found so far; the list is the taker's own.</summary>
    public IReadOnlyList<Drift> Take()
    {
        var kept = _kept;
        Clear();
        return kept is null ? [] : kept;
    }

    public void Clear()
    {
        _kept = null;
        _seen = 0;
    }
}
