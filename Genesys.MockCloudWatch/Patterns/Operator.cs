namespace Genesys.MockCloudWatch.Patterns;

/// <summary>What a condition asks of a value.</summary>
internal enum Operator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
