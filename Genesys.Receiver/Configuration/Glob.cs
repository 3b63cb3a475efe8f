namespace Genesys.Receiver.Configuration;

/// <summary>
/// A pattern over a whole text: <c>*</c> is any characters, none included; everything else is literal, capitals too.
/// </summary>
internal sealed class Glob
{
    private readonly string[] _literals;

    public Glob(string pattern) => _literals = pattern.Split('*');

    public bool Matches(ReadOnlySpan<char> text)
    {
        if (_literals is [var whole])
        {
            return text.SequenceEqual(whole);
        }

        var (first, last) = (_literals[0], _literals[^1]);
        if (text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.Ordinal)
            || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text[first.Length..^last.Length];
        foreach (var literal in _literals.AsSpan(1, _literals.Length - 2))
        {
            // The leftmost place leaves most to the literals behind it.
            var at = rest.IndexOf(literal, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + literal.Length)..];
        }

        return true;
    }
}
