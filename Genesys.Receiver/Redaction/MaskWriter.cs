using System.Text;

namespace Genesys.Receiver.Redaction;

/// <summary>Collects a masked payload up to its limit.</summary>
/// <param name="buffer">Where it is collected; its length is the limit.</param>
internal ref struct MaskWriter(Span<char> buffer)
{
    private readonly Span<char> _buffer = buffer;
    private int _length;
    private bool _endsInGarbage;

    /// <summary>True when nothing more fits.</summary>
    public bool IsFull { get; private set; }

    public void Structure(char character) => Add([character]);

    /// <summary>A string as it stands, or what stands for one.</summary>
    /// <param name="text">Printable ASCII without quote and backslash.</param>
    /// <param name="closed">False when the payload ends within it.</param>
    public void Quoted(scoped ReadOnlySpan<char> text, bool closed = true)
    {
        if (Reserve(text.Length + (closed ? 2 : 1)))
        {
            Put('"');
            Copy(text);
            if (closed)
            {
                Put('"');
            }
        }
    }

    /// <summary>A string as it stands.</summary>
    /// <param name="text">Printable ASCII without quote and backslash.</param>
    public void Quoted(scoped ReadOnlySpan<byte> text)
    {
        if (Reserve(text.Length + 2))
        {
            Put('"');
            Copy(text);
            Put('"');
        }
    }

    /// <summary>A literal or a number, in ASCII.</summary>
    public void Bare(scoped ReadOnlySpan<byte> text)
    {
        if (Reserve(text.Length))
        {
            Copy(text);
        }
    }

    /// <summary>Bytes that are no token of JSON; one mark for any number of them.</summary>
    public void Garbage()
    {
        if (!_endsInGarbage)
        {
            Add("<text>");
            _endsInGarbage = true;
        }
    }

    public override readonly string ToString() => _buffer[.._length].ToString();

    private void Add(scoped ReadOnlySpan<char> text)
    {
        if (Reserve(text.Length))
        {
            Copy(text);
        }
    }

    private void Copy(scoped ReadOnlySpan<char> text)
    {
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    private void Copy(scoped ReadOnlySpan<byte> ascii) => _length += Encoding.ASCII.GetChars(ascii, _buffer[_length..]);

    private void Put(char character) => _buffer[_length++] = character;

    /// <summary>True when a token fits beside the ellipsis; what doesn't is left out whole.</summary>
    private bool Reserve(int length)
    {
        _endsInGarbage = false;
        if (IsFull)
        {
            return false;
        }

        if (_length + length > _buffer.Length - 1)
        {
            Put('…');
            IsFull = true;
        }

        return !IsFull;
    }
}
