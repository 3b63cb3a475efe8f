using System.Text;

namespace Genesys.Receiver.Redaction.Forms;

/// <summary>A fixed set of names, looked up by their UTF-8 bytes without a string in between.</summary>
internal sealed class Utf8Table
{
    private readonly byte[][] _names;
    private readonly short[] _slots;
    private readonly int _mask;
    private readonly bool _ignoreCase;

    /// <param name="values">The names, all of them ASCII.</param>
    /// <param name="ignoreCase">True when ASCII upper and lower case are the same.</param>
    public Utf8Table(IEnumerable<string> values, bool ignoreCase = false)
    {
        Values = [.. values];
        _ignoreCase = ignoreCase;
        _names = [.. Values.Select(Encoding.ASCII.GetBytes)];
        _slots = new short[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 4 * Values.Count))];
        _mask = _slots.Length - 1;
        Array.Fill(_slots, (short)-1);
        for (var index = 0; index < _names.Length; index++)
        {
            var slot = Hash(_names[index]);
            while (_slots[slot] >= 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = (short)index;
        }
    }

    public IReadOnlyList<string> Values { get; }

    /// <summary>True when the name at this index is the one given, byte by byte.</summary>
    public bool IsAt(int index, ReadOnlySpan<byte> name) =>
        (uint)index < (uint)_names.Length && name.SequenceEqual(_names[index]);

    /// <summary>Index of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return -1;
        }

        var slot = Hash(name);
        while (_slots[slot] is >= 0 and var index)
        {
            if (_ignoreCase ? Ascii.EqualsIgnoreCase(name, _names[index]) : name.SequenceEqual(_names[index]))
            {
                return index;
            }

            slot = (slot + 1) & _mask;
        }

        return -1;
    }

    private int Hash(ReadOnlySpan<byte> name)
    {
        var first = name[0] | 0x20;
        var middle = name[name.Length / 2] | 0x20;
        var last = name[^1] | 0x20;
        return ((name.Length * 0x2F) + (first * 0x1F) + (middle * 0x11) + (last * 0x0B)) & _mask;
    }
}
