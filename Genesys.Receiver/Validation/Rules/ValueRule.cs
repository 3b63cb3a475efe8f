using System.Text.Json.Nodes;

namespace Genesys.Receiver.Validation.Rules;

/// <summary>What a value has to be. The same rule validates and describes itself as JSON Schema.</summary>
internal abstract class ValueRule(ValueKind kind, string expected)
{
    public ValueKind Kind { get; } = kind;

    /// <summary>The message for a value of another type.</summary>
    public string TypeMessage { get; } = $"must be {expected}";

    /// <summary>The rule as JSON Schema 2020-12.</summary>
    public abstract JsonObject ToJsonSchema();
}
