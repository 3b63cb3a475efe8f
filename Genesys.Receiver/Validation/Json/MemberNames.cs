namespace Genesys.Receiver.Validation.Json;

/// <summary>
/// Finds a name that an object holds twice. Up to 16 names of an object are compared one by one, byte by byte, without
/// allocation; an object with more, or with one that is written with an escape, gets a set of strings, whose hashing an
/// attacker can't predict.
/// </summary>
internal sealed class MemberNames
{
    private const int LinearLimit = 16;

    private readonly Stack<(int Frame, HashSet<string> Names)> _large = new();
    private StringToken[] _names = new StringToken[64];
    private int _count;

    /// <summary>Begins an object; what it returns is handed to <see cref="Add"/> and <see cref="End"/>.</summary>
    public int Begin() => _count;

    public void End(int frame)
    {
        _count = frame;
        if (_large.Count > 0 && _large.Peek().Frame == frame)
        {
            _large.Pop();
        }
    }

    /// <summary>Adds a name to an object; false when the object has it already.</summary>
    public bool Add(int frame, ReadOnlySpan<byte> body, StringToken name)
    {
        if (_large.Count > 0 && _large.Peek().Frame == frame)
        {
            return _large.Peek().Names.Add(Decode(body, name));
        }

        if (name.Escaped || _count - frame == LinearLimit)
        {
            return AddToSet(frame, body, name);
        }

        var raw = body.Slice(name.Start, name.Length);
        foreach (ref readonly var other in _names.AsSpan(frame, _count - frame))
        {
            if (name.Length == other.Length && raw.SequenceEqual(body.Slice(other.Start, other.Length)))
            {
                return false;
            }
        }

        Keep(name);
        return true;
    }

    /// <summary>Forgets every object, as after a text that broke.</summary>
    public void Clear()
    {
        _count = 0;
        _large.Clear();
    }

    private bool AddToSet(int frame, ReadOnlySpan<byte> body, StringToken name)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in _names.AsSpan(frame, _count - frame))
        {
            names.Add(Decode(body, other));
        }

        // Kept as well, so that an object inside of this one never begins at the same frame.
        Keep(name);
        _large.Push((frame, names));
        return names.Add(Decode(body, name));
    }

    private void Keep(StringToken name)
    {
        if (_count == _names.Length)
        {
            Array.Resize(ref _names, 2 * _names.Length);
        }

        _names[_count++] = name;
    }

    private static string Decode(ReadOnlySpan<byte> body, StringToken name) =>
        Utf8Text.Decode(body.Slice(name.Start, name.Length), name.Escaped);
}
