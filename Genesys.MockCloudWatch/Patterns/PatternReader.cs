namespace Genesys.MockCloudWatch.Patterns;

/// <summary>Reads the parts that patterns of JSON and of fields are made of.</summary>
internal ref struct PatternReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public bool AtEnd => (_rest = _rest.TrimStart()).IsEmpty;

    public char Peek() => AtEnd ? default : _rest[0];

    /// <summary>The next character, spaces included; default at the end.</summary>
    public readonly char PeekExact() => _rest.IsEmpty ? default : _rest[0];

    /// <summary>Takes a symbol when it comes next.</summary>
    public bool TryTake(string symbol)
    {
        _rest = _rest.TrimStart();
        if (!_rest.StartsWith(symbol, StringComparison.Ordinal))
        {
            return false;
        }

        _rest = _rest[symbol.Length..];
        return true;
    }

    /// <summary>Takes a word in capitals or not, when it comes next and ends there.</summary>
    public bool TryTakeWord(string word)
    {
        _rest = _rest.TrimStart();
        if (!_rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            || (_rest.Length > word.Length && (char.IsLetterOrDigit(_rest[word.Length]) || _rest[word.Length] == '_')))
        {
            return false;
        }

        _rest = _rest[word.Length..];
        return true;
    }

    public void Take(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw FilterPattern.Invalid();
        }
    }

    /// <summary>Takes characters up to one of <paramref name="ends"/>.</summary>
    public ReadOnlySpan<char> TakeUntil(ReadOnlySpan<char> ends)
    {
        var end = _rest.IndexOfAny(ends);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }

    public Operator? TryTakeOperator() =>
        TryTake("!=") ? Operator.NotEqual
        : TryTake("<=") ? Operator.LessOrEqual
        : TryTake(">=") ? Operator.GreaterOrEqual
        : TryTake("<") ? Operator.Less
        : TryTake(">") ? Operator.Greater
        : TryTake("=") ? Operator.Equal
        : null;

    /// <summary>Takes what is compared with: a word, a quoted text or a regular expression.</summary>
    public Operand TakeOperand(ReadOnlySpan<char> ends)
    {
        if (Peek() is '"' or '\'' or '%')
        {
            var quote = _rest[0];
            var end = TermPattern.EndOfQuoted(_rest);
            var content = _rest[1..(end - 1)];
            _rest = _rest[end..];
            return new Operand(
                quote == '%' ? content.ToString() : TermPattern.Unescape(content), quote != '%', quote == '%');
        }

        var word = TakeUntil(ends);
        return word.IsEmpty ? throw FilterPattern.Invalid() : new Operand(word.ToString(), false, false);
    }
}
