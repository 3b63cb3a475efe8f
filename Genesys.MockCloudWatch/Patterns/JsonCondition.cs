namespace Genesys.MockCloudWatch.Patterns;

/// <summary>What a condition asks of the value that its selector points at.</summary>
internal enum JsonTest
{
    Compared,
    IsNull,
    IsTrue,
    IsFalse,
    NotExists,
}

/// <summary>A condition of a JSON pattern.</summary>
/// <param name="Path">The steps of the selector.</param>
/// <param name="Test">What is asked.</param>
/// <param name="Comparison">For <see cref="JsonTest.Compared"/>.</param>
internal sealed record JsonCondition(JsonStep[] Path, JsonTest Test, Comparison? Comparison);

/// <summary>A step of a selector: a member, an index, or any (<c>*</c>).</summary>
/// <param name="Name">The member's name as UTF-8; null for an index or any.</param>
/// <param name="Index">The index in an array; -1 for a member or any.</param>
internal sealed record JsonStep(byte[]? Name, int Index)
{
    public static readonly JsonStep Any = new(null, -1);

    public bool IsAny => Name is null && Index < 0;
}

/// <summary>An expression over the results of conditions, which are bits.</summary>
internal abstract record JsonExpression
{
    public abstract bool Evaluate(ulong results);

    internal sealed record Condition(int Number) : JsonExpression
    {
        public override bool Evaluate(ulong results) => (results >> Number & 1) != 0;
    }

    internal sealed record And(JsonExpression Left, JsonExpression Right) : JsonExpression
    {
        public override bool Evaluate(ulong results) => Left.Evaluate(results) && Right.Evaluate(results);
    }

    internal sealed record Or(JsonExpression Left, JsonExpression Right) : JsonExpression
    {
        public override bool Evaluate(ulong results) => Left.Evaluate(results) || Right.Evaluate(results);
    }
}
