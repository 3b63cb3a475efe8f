namespace Genesys.MockCloudWatch.Patterns;

/// <summary>What a pattern asks of one field.</summary>
internal abstract record FieldCondition
{
    public abstract bool Matches(ReadOnlySpan<byte> field);

    /// <summary>Nothing: the field only has to be there.</summary>
    internal sealed record Any : FieldCondition
    {
        public override bool Matches(ReadOnlySpan<byte> field) => true;
    }

    internal sealed record Compared(Comparison Comparison) : FieldCondition
    {
        public override bool Matches(ReadOnlySpan<byte> field) => Comparison.MatchesField(field);
    }

    internal sealed record Both(FieldCondition Left, FieldCondition Right) : FieldCondition
    {
        public override bool Matches(ReadOnlySpan<byte> field) => Left.Matches(field) && Right.Matches(field);
    }

    internal sealed record Either(FieldCondition Left, FieldCondition Right) : FieldCondition
    {
        public override bool Matches(ReadOnlySpan<byte> field) => Left.Matches(field) || Right.Matches(field);
    }
}
