using System.Buffers;

namespace Genesys.Receiver.Redaction;

/// <summary>Reads the tokens of what may be JSON, one at a time, and writes of each what may be shown.</summary>
/// <param name="payload">What is read.</param>
/// <param name="revealed">What may be shown.</param>
/// <param name="buffer">Where it is written; its length is the limit.</param>
internal ref struct MaskReader(ReadOnlySpan<byte> payload, RevealedValues revealed, Span<char> buffer)
{
    private static readonly SearchValues<byte> TokenEnds = SearchValues.Create("{}[]:,\" \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _payload = payload;
    private MaskWriter _writer = new(buffer);
    private int _at;
    private string? _name;
    private int _depthOfName;
    private int _depth;

    /// <summary>Reads the next token; false at the end, or when nothing more can be written.</summary>
    public bool Read()
    {
        _at += SpacesAt(_at);
        if (_at == _payload.Length || _writer.IsFull)
        {
            return false;
        }

        var next = _payload[_at];
        switch (next)
        {
            case (byte)'{' or (byte)'[':
                _depth++;
                if (next == (byte)'{')
                {
                    _name = null;
                }

                _writer.Structure((char)next);
                _at++;
                break;
            case (byte)'}' or (byte)']':
                _depth--;
                _name = null;
                _writer.Structure((char)next);
                _at++;
                break;
            case (byte)':':
                _writer.Structure(':');
                _at++;
                break;
            case (byte)',':
                // An array's elements go by the name of the array; a member's name ends with its value.
                _name = _depth > _depthOfName ? _name : null;
                _writer.Structure(',');
                _at++;
                break;
            case (byte)'"':
                ReadString();
                break;
            default:
                ReadBare();
                break;
        }

        return true;
    }

    /// <summary>What was written.</summary>
    public override readonly string ToString() => _writer.ToString();

    private void ReadString()
    {
        var start = _at + 1;
        var at = start;
        while (at < _payload.Length)
        {
            var stop = _payload[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0)
            {
                at = _payload.Length;
                break;
            }

            at += stop;
            if (_payload[at] == (byte)'"')
            {
                break;
            }

            at += 2;
        }

        var closed = at < _payload.Length;
        var text = _payload[start..Math.Min(at, _payload.Length)];
        _at = Math.Min(at + 1, _payload.Length);
        var behind = _at + SpacesAt(_at);
        if (behind < _payload.Length && _payload[behind] == (byte)':')
        {
            _name = revealed.Name(text);
            _depthOfName = _depth;
            _writer.Quoted(_name ?? "*");
        }
        else if (!closed || !revealed.TryShowText(_name, text, ref _writer))
        {
            _writer.Quoted("<string>", closed);
        }
    }

    private void ReadBare()
    {
        var rest = _payload[_at..];
        var length = rest.IndexOfAny(TokenEnds);
        var token = length < 0 ? rest : rest[..length];
        _at += token.Length;
        if (token.SequenceEqual("true"u8) || token.SequenceEqual("false"u8) || token.SequenceEqual("null"u8))
        {
            _writer.Bare(token);
        }
        else if (!RevealedValues.IsNumber(token))
        {
            _writer.Garbage();
        }
        else if (RevealedValues.MayShowNumber(_name, token))
        {
            _writer.Bare(token);
        }
        else
        {
            _writer.Quoted("<number>");
        }
    }

    private readonly int SpacesAt(int at)
    {
        if (at < _payload.Length && _payload[at] > (byte)' ')
        {
            return 0;
        }

        var spaces = _payload[at..].IndexOfAnyExcept(" \t\r\n"u8);
        return spaces < 0 ? _payload.Length - at : spaces;
    }
}
