namespace Genesys.Receiver.Validation.Reading;

/// <summary>The findings about one event: the first 50 are kept, the rest is counted.</summary>
internal sealed class Findings
{
    /// <summary>Findings that are kept and answered.</summary>
    public const int MaxKept = 50;

    private List<Finding>? _kept;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public void Add(string path, string code, string message, long? byteOffset = null)
    {
        if (Count++ < MaxKept)
        {
            (_kept ??= []).Add(new Finding(path, code, message, byteOffset));
        }
    }

    /// <summary>The findings kept so far; the list is the taker's own.</summary>
    public IReadOnlyList<Finding> Take()
    {
        var kept = _kept ?? [];
        Clear();
        return kept;
    }

    public void Clear()
    {
        _kept = null;
        Count = 0;
    }
}
