using System.Globalization;
using System.Text;

namespace Genesys.MockCloudWatch.Patterns;

/// <summary>Reads what stands between the braces of a JSON pattern.</summary>
internal static class JsonPatternParser
{
    private const int MaxDepth = 32;
    private const string NameEnds = " \t.[]=!<>()&|";
    private const string OperandEnds = " \t()&|";

    public static JsonPattern Parse(ReadOnlySpan<char> text)
    {
        var reader = new PatternReader(text);
        var conditions = new List<JsonCondition>();
        var regexes = 0;
        var expression = Alternatives(ref reader, conditions, ref regexes, 0);
        return reader.AtEnd ? new JsonPattern([.. conditions], expression) : throw FilterPattern.Invalid();
    }

    private static JsonExpression Alternatives(
        ref PatternReader reader, List<JsonCondition> conditions, ref int regexes, int depth)
    {
        var expression = Conjunction(ref reader, conditions, ref regexes, depth);
        while (reader.TryTake("||"))
        {
            expression = new JsonExpression.Or(expression, Conjunction(ref reader, conditions, ref regexes, depth));
        }

        return expression;
    }

    private static JsonExpression Conjunction(
        ref PatternReader reader, List<JsonCondition> conditions, ref int regexes, int depth)
    {
        var expression = Single(ref reader, conditions, ref regexes, depth);
        while (reader.TryTake("&&"))
        {
            expression = new JsonExpression.And(expression, Single(ref reader, conditions, ref regexes, depth));
        }

        return expression;
    }

    private static JsonExpression Single(
        ref PatternReader reader, List<JsonCondition> conditions, ref int regexes, int depth)
    {
        if (reader.TryTake("("))
        {
            var inner = depth < MaxDepth
                ? Alternatives(ref reader, conditions, ref regexes, depth + 1)
                : throw FilterPattern.Invalid();
            reader.Take(")");
            return inner;
        }

        if (conditions.Count == JsonPattern.MaxConditions)
        {
            throw FilterPattern.Invalid();
        }

        conditions.Add(Condition(ref reader, ref regexes));
        return new JsonExpression.Condition(conditions.Count - 1);
    }

    private static JsonCondition Condition(ref PatternReader reader, ref int regexes)
    {
        var path = Selector(ref reader);
        if (reader.TryTakeWord("IS"))
        {
            var test = reader.TryTakeWord("NULL") ? JsonTest.IsNull
                : reader.TryTakeWord("TRUE") ? JsonTest.IsTrue
                : reader.TryTakeWord("FALSE") ? JsonTest.IsFalse
                : throw FilterPattern.Invalid();
            return new JsonCondition(path, test, null);
        }

        if (reader.TryTakeWord("NOT"))
        {
            return reader.TryTakeWord("EXISTS")
                ? new JsonCondition(path, JsonTest.NotExists, null)
                : throw FilterPattern.Invalid();
        }

        var comparison = reader.TryTakeOperator() ?? throw FilterPattern.Invalid();
        return new JsonCondition(
            path, JsonTest.Compared, Comparison.With(comparison, reader.TakeOperand(OperandEnds), ref regexes));
    }

    /// <summary>A selector: <c>$.a.b[0].c</c>, <c>$.a[*]</c>, <c>$.*</c>, <c>$["a.b"]</c>, <c>$.["a.b"]</c>.</summary>
    private static JsonStep[] Selector(ref PatternReader reader)
    {
        reader.Take("$");
        var steps = new List<JsonStep>();
        while (true)
        {
            if (reader.PeekExact() == '[')
            {
                steps.Add(Bracket(ref reader));
            }
            else if (reader.PeekExact() == '.')
            {
                reader.Take(".");
                if (reader.PeekExact() == '[')
                {
                    continue;
                }

                var name = reader.TakeUntil(NameEnds);
                steps.Add(
                    name is [] ? throw FilterPattern.Invalid() : name is "*" ? JsonStep.Any : Member(Checked(name)));
            }
            else
            {
                return steps.Count > 0 ? [.. steps] : throw FilterPattern.Invalid();
            }
        }
    }

    private static JsonStep Bracket(ref PatternReader reader)
    {
        reader.Take("[");
        var operand = reader.TakeOperand("]");
        reader.Take("]");
        return operand switch
        {
            { Quoted: true } => Member(operand.Text),
            { Regex: true } => throw FilterPattern.Invalid(),
            { Text: "*" } => JsonStep.Any,
            _ => int.TryParse(operand.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? new JsonStep(null, index) : throw FilterPattern.Invalid(),
        };
    }

    private static ReadOnlySpan<char> Checked(ReadOnlySpan<char> name)
    {
        foreach (var character in name)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('_' or '-' or ':' or '@' or '/' or '$'))
            {
                throw FilterPattern.InvalidCharacter([character]);
            }
        }

        return name;
    }

    private static JsonStep Member(ReadOnlySpan<char> name) => new(Encoding.UTF8.GetBytes(name.ToString()), -1);
}
