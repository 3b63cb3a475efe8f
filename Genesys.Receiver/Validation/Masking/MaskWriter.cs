using System.Text;

namespace Genesys.Receiver.Validation.Masking;

/// <summary>Collects a masked payload up to its limit.</summary>
internal struct MaskWriter(int limit)
{
    private readonly StringBuilder _text = new();
    private bool _endsInGarbage;

    /// <summary>True when nothing more fits.</summary>
    public bool IsFull { get; private set; }

    public void Structure(char character)
    {
        Append(character == ',' ? "," : character.ToString());
        _endsInGarbage = false;
    }

    /// <summary>A string as it stands, or what stands for one.</summary>
    /// <param name="text">Printable ASCII without quote and backslash.</param>
    /// <param name="closed">False when the payload ends within it.</param>
    public void Quoted(string text, bool closed = true)
    {
        Append(closed ? $"\"{text}\"" : $"\"{text}");
        _endsInGarbage = false;
    }

    /// <summary>A literal or a number.</summary>
    public void Bare(string text)
    {
        Append(text);
        _endsInGarbage = false;
    }

    /// <summary>Bytes that are no token of JSON; one mark for any number of them.</summary>
    public void Garbage()
    {
        if (!_endsInGarbage)
        {
            Append("<text>");
            _endsInGarbage = true;
        }
    }

    public override readonly string ToString() => _text.ToString();

    private void Append(string text)
    {
        if (IsFull)
        {
            return;
        }

        if (_text.Length + text.Length > limit - 1)
        {
            _text.Append('…');
            IsFull = true;
            return;
        }

        _text.Append(text);
    }
}
