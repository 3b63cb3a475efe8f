using System.Buffers.Text;
using System.Globalization;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>A comparison with a text, which may have wildcards or be a regular expression, or with a number.</summary>
/// <param name="Operator">How to compare.</param>
/// <param name="Text">The text; null when <paramref name="Operator"/> orders numbers.</param>
/// <param name="Number">The operand as a number; null when it isn't one.</param>
internal sealed record Comparison(Operator Operator, TextMatcher? Text, double? Number)
{
    /// <summary>Compares with a text that was a string in its message.</summary>
    public bool Matches(ReadOnlySpan<byte> text) => Operator switch
    {
        Operator.Equal => Text!.Matches(text),
        Operator.NotEqual => !Text!.Matches(text),
        _ => Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length && Orders(number),
    };

    /// <summary>Compares with a number in its message, which is also a text.</summary>
    public bool Matches(ReadOnlySpan<byte> text, double number) => Operator switch
    {
        Operator.Equal => Text!.Matches(text) || number == Number,
        Operator.NotEqual => !(Text!.Matches(text) || number == Number),
        _ => Orders(number),
    };

    /// <summary>A field of a space-delimited message, which is a number when it looks like one.</summary>
    public bool MatchesField(ReadOnlySpan<byte> text) =>
        Number is not null && Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length
            ? Matches(text, number)
            : Matches(text);

    public static Comparison With(Operator comparison, Operand operand, ref int regexes)
    {
        var isWord = !operand.Quoted && !operand.Regex;
        double? number = isWord
            && double.TryParse(operand.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
        if (comparison is not (Operator.Equal or Operator.NotEqual))
        {
            return number is null ? throw FilterPattern.Invalid() : new Comparison(comparison, null, number);
        }

        var text = operand.Regex ? TextMatcher.Regex(operand.Text, ref regexes) : TextMatcher.Like(operand.Text);
        return new Comparison(comparison, text, number);
    }

    private bool Orders(double number) => Operator switch
    {
        Operator.Less => number < Number,
        Operator.LessOrEqual => number <= Number,
        Operator.Greater => number > Number,
        _ => number >= Number,
    };
}
