using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>Decides whether a text, UTF-8, has a form.</summary>
internal abstract class TextMatcher
{
    private const int MaxRegexes = 2;

    // What AWS's regular expressions may hold; parentheses aren't among it.
    private static readonly SearchValues<char> RegexCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_#=@/;,-:' ^$?[]{}|\\*+.");

    public abstract bool Matches(ReadOnlySpan<byte> text);

    /// <summary>The text contains this one.</summary>
    public static TextMatcher Containing(string part) => new Part(Encoding.UTF8.GetBytes(part));

    /// <summary>The text is this one, in which <c>*</c> stands for any characters.</summary>
    public static TextMatcher Like(string pattern) => new Wildcards(Encoding.UTF8.GetBytes(pattern));

    /// <summary>A part of the text matches a regular expression; a pattern has two of them at most.</summary>
    public static TextMatcher Regex(ReadOnlySpan<char> expression, ref int count)
    {
        if (expression.IsEmpty || ++count > MaxRegexes || expression.ContainsAnyExcept(RegexCharacters))
        {
            throw FilterPattern.Invalid();
        }

        try
        {
            // NonBacktracking: time linear in the message, whatever the expression.
            return new Expression(
                new Regex(expression.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception broken) when (broken is ArgumentException or NotSupportedException)
        {
            throw FilterPattern.Invalid();
        }
    }

    private sealed class Part(byte[] part) : TextMatcher
    {
        public override bool Matches(ReadOnlySpan<byte> text) => text.IndexOf(part) >= 0;
    }

    private sealed class Wildcards(byte[] pattern) : TextMatcher
    {
        public override bool Matches(ReadOnlySpan<byte> text)
        {
            // Greedy: at a mismatch the last star takes one byte more.
            var (at, place, star, resume) = (0, 0, -1, 0);
            while (at < text.Length)
            {
                if (place < pattern.Length && pattern[place] == '*')
                {
                    (star, resume) = (place++, at);
                }
                else if (place < pattern.Length && pattern[place] == text[at])
                {
                    (at, place) = (at + 1, place + 1);
                }
                else if (star >= 0)
                {
                    (place, at) = (star + 1, ++resume);
                }
                else
                {
                    return false;
                }
            }

            while (place < pattern.Length && pattern[place] == '*')
            {
                place++;
            }

            return place == pattern.Length;
        }
    }

    private sealed class Expression(Regex regex) : TextMatcher
    {
        public override bool Matches(ReadOnlySpan<byte> text)
        {
            var characters = ArrayPool<char>.Shared.Rent(text.Length);
            var length = Encoding.UTF8.GetChars(text, characters);
            var matches = regex.IsMatch(characters.AsSpan(0, length));
            ArrayPool<char>.Shared.Return(characters);
            return matches;
        }
    }
}
