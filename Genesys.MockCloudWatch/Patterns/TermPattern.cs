using System.Text;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>
/// Terms of an unstructured message: <c>a b</c> both, <c>-a</c> not, <c>?a ?b</c> any, <c>"a b"</c> a phrase,
/// <c>%a+%</c> a regular expression. A term without quotation marks is of letters, digits and underscores. Next to
/// other terms, AWS ignores those with a question mark.
/// </summary>
internal sealed class TermPattern : FilterPattern
{
    private readonly TextMatcher[] _all;
    private readonly TextMatcher[] _none;
    private readonly TextMatcher[] _any;

    private TermPattern(List<TextMatcher> all, List<TextMatcher> none, List<TextMatcher> any)
    {
        _all = [.. all];
        _none = [.. none];
        _any = all.Count + none.Count > 0 ? [] : [.. any];
    }

    public static TermPattern Parse(ReadOnlySpan<char> text)
    {
        var (all, none, any) = (new List<TextMatcher>(), new List<TextMatcher>(), new List<TextMatcher>());
        var regexes = 0;
        while (!(text = text.TrimStart()).IsEmpty)
        {
            var list = text[0] switch { '-' => none, '?' => any, _ => all };

            // AWS takes - "a" like -"a".
            var term = list == all ? text : text[1..].TrimStart();
            if (term.IsEmpty)
            {
                throw Invalid();
            }

            var quote = term[0] is '"' or '%' ? term[0] : default;
            var end = quote == default ? EndOfWord(term) : EndOfQuoted(term);
            var content = quote == default ? Word(term[..end]) : term[1..(end - 1)];
            if (content.IsEmpty)
            {
                throw InvalidCharacter(term[..end]);
            }

            list.Add(
                quote == '%' ? TextMatcher.Regex(content, ref regexes) : TextMatcher.Containing(Unescape(content)));
            text = term[end..];
        }

        return new TermPattern(all, none, any);
    }

    public override bool Matches(ReadOnlySpan<byte> message)
    {
        foreach (var term in _all)
        {
            if (!term.Matches(message))
            {
                return false;
            }
        }

        foreach (var term in _none)
        {
            if (term.Matches(message))
            {
                return false;
            }
        }

        foreach (var term in _any)
        {
            if (term.Matches(message))
            {
                return true;
            }
        }

        return _any.Length == 0;
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsLetterOrDigit(text[index]) && text[index] != '_')
            {
                throw InvalidCharacter(
                    text.Slice(index, char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1));
            }
        }

        return text;
    }

    private static int EndOfWord(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', '\t');
        return end < 0 ? text.Length : end;
    }

    /// <summary>Index behind the closing quote.</summary>
    internal static int EndOfQuoted(ReadOnlySpan<char> text)
    {
        for (var index = 1; index < text.Length; index++)
        {
            if (text[index] == '\\')
            {
                index++;
            }
            else if (text[index] == text[0])
            {
                return index + 1;
            }
        }

        throw Invalid();
    }

    internal static string Unescape(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\' && index + 1 < text.Length && text[index + 1] is '"' or '\\')
            {
                index++;
            }

            plain.Append(text[index]);
        }

        return plain.ToString();
    }
}
