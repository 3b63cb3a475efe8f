namespace Genesys.Receiver.Validation.Reading;

/// <summary>The findings about one event: the first 50 are kept, the rest is counted.</summary>
internal sealed class Findings
{
    /// <summary>Findings that are kept and answered.</summary>
    public const int MaxKept = 50;

    private List<Finding>? _kept;

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>Adds a finding; the pointer to its member is written only when it is kept.</summary>
    /// <param name="path">Where the reader is.</param>
    /// <param name="code">One of <see cref="FindingCodes"/>.</param>
    /// <param name="message">The rule.</param>
    /// <param name="byteOffset">Offset in bytes, for what can't be pointed at by name.</param>
    /// <param name="member">The member of <paramref name="path"/> that it is about, or null.</param>
    public void Add(EventPath path, string code, string message, long? byteOffset = null, string? member = null)
    {
        if (Count++ < MaxKept)
        {
            (_kept ??= []).Add(new Finding(path.ToPointer(member), code, message, byteOffset));
        }
    }

    public void Add(Finding finding)
    {
        if (Count++ < MaxKept)
        {
            (_kept ??= []).Add(finding);
        }
    }

    /// <summary>Puts a finding before all others.</summary>
    public void AddFirst(Finding finding)
    {
        var kept = _kept ??= [];
        if (kept.Count == MaxKept)
        {
            kept.RemoveAt(MaxKept - 1);
        }

        kept.Insert(0, finding);
        Count++;
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
