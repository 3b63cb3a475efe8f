namespace Genesys.MockCloudWatch.Patterns;

/// <summary>Reads what stands between the brackets of a pattern of fields.</summary>
internal static class FieldPatternParser
{
    private const string OperandEnds = " \t,&|()";
    private const string NameEnds = " \t,&|()=!<>";

    public static FieldPattern Parse(ReadOnlySpan<char> text)
    {
        var reader = new PatternReader(text);
        var (before, after, regexes) = (new List<FieldCondition>(), default(List<FieldCondition>), 0);
        if (reader.AtEnd)
        {
            // AWS takes [] for the filters of groups; it asks for nothing.
            return new FieldPattern([], []);
        }

        do
        {
            if (reader.TryTake("..."))
            {
                after = after is null ? [] : throw FilterPattern.Invalid();
            }
            else
            {
                // A comma may be the last: behind it stands one more field, without a name.
                (after ?? before).Add(reader.AtEnd ? new FieldCondition.Any() : Alternatives(ref reader, ref regexes));
            }
        }
        while (reader.TryTake(","));

        return reader.AtEnd
            ? new FieldPattern([.. before], after is null ? null : [.. after])
            : throw FilterPattern.Invalid();
    }

    private static FieldCondition Alternatives(ref PatternReader reader, ref int regexes)
    {
        var condition = Conjunction(ref reader, ref regexes);
        while (reader.TryTake("||"))
        {
            condition = new FieldCondition.Either(condition, Conjunction(ref reader, ref regexes));
        }

        return condition;
    }

    private static FieldCondition Conjunction(ref PatternReader reader, ref int regexes)
    {
        var condition = Single(ref reader, ref regexes);
        while (reader.TryTake("&&"))
        {
            condition = new FieldCondition.Both(condition, Single(ref reader, ref regexes));
        }

        return condition;
    }

    private static FieldCondition Single(ref PatternReader reader, ref int regexes)
    {
        if (reader.TryTake("("))
        {
            var inner = Alternatives(ref reader, ref regexes);
            reader.Take(")");
            return inner;
        }

        if (reader.Peek() is default(char) or ',')
        {
            throw FilterPattern.Invalid();
        }

        // A field may be named or be nothing but its condition: [=*.html].
        var name = reader.TakeUntil(NameEnds);
        return reader.TryTakeOperator() is { } comparison
            ? new FieldCondition.Compared(Comparison.With(comparison, reader.TakeOperand(OperandEnds), ref regexes))
            : name.IsEmpty ? throw FilterPattern.Invalid() : new FieldCondition.Any();
    }
}
