using System.Text.Json.Nodes;

namespace Genesys.Receiver.Validation.Rules;

/// <summary>Any JSON value.</summary>
internal sealed class AnyRule() : ValueRule(ValueKind.Any, "a JSON value")
{
    public static readonly AnyRule Instance = new();

    public override JsonObject ToJsonSchema() => [];
}

/// <summary>A number without fraction, in a range.</summary>
internal sealed class IntegerRule(long minimum, long maximum) : ValueRule(ValueKind.Integer, "an integer")
{
    public static readonly IntegerRule Any = new(long.MinValue, long.MaxValue);

    public long Minimum { get; } = minimum;

    public long Maximum { get; } = maximum;

    public string RangeMessage { get; } = FormattableString.Invariant($"must be from {minimum} to {maximum}");

    public override JsonObject ToJsonSchema() =>
        new() { ["type"] = "integer", ["minimum"] = Minimum, ["maximum"] = Maximum };
}

/// <summary>Any number.</summary>
internal sealed class NumberRule() : ValueRule(ValueKind.Number, "a number")
{
    public static readonly NumberRule Instance = new();

    public override JsonObject ToJsonSchema() => new() { ["type"] = "number" };
}

/// <summary>True or false.</summary>
internal sealed class BooleanRule() : ValueRule(ValueKind.Boolean, "a boolean")
{
    public static readonly BooleanRule Instance = new();

    public override JsonObject ToJsonSchema() => new() { ["type"] = "boolean" };
}

/// <summary>An array whose elements keep one rule.</summary>
internal sealed class ArrayRule(ValueRule element) : ValueRule(ValueKind.Array, "an array")
{
    public ValueRule Element { get; } = element;

    public override JsonObject ToJsonSchema() => new() { ["type"] = "array", ["items"] = Element.ToJsonSchema() };
}

/// <summary>An object with names of the sender's choice, whose values keep one rule.</summary>
internal sealed class MapRule(ValueRule value) : ValueRule(ValueKind.Map, "an object")
{
    public ValueRule Value { get; } = value;

    public override JsonObject ToJsonSchema() =>
        new() { ["type"] = "object", ["additionalProperties"] = Value.ToJsonSchema() };
}
