namespace Genesys.Receiver.Validation.Reading;

/// <summary>The drift of one event, each place and value once; beyond 50 nothing is added.</summary>
internal sealed class Drifts
{
    private const int MaxKept = 50;

    private List<Drift>? _kept;

    public bool IsFull => _kept?.Count >= MaxKept;

    public void Add(Drift drift)
    {
        _kept ??= [];
        if (!IsFull && !_kept.Contains(drift))
        {
            _kept.Add(drift);
        }
    }

    /// <summary>The drift found so far; the list is the taker's own.</summary>
    public IReadOnlyList<Drift> Take()
    {
        var kept = _kept;
        _kept = null;
        return kept is null ? [] : kept;
    }

    public void Clear() => _kept = null;
}
