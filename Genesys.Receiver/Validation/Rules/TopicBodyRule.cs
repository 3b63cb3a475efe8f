using System.Text.Json.Nodes;

namespace Genesys.Receiver.Validation.Rules;

/// <summary>An object whose rule depends on the topic that the envelope names in another member.</summary>
internal sealed class TopicBodyRule(Func<ReadOnlySpan<byte>, ObjectRule> ruleOf)
    : ValueRule(ValueKind.TopicBody, "an object")
{
    /// <summary>The rule for a topic template, known or not.</summary>
    public ObjectRule RuleOf(ReadOnlySpan<byte> template) => ruleOf(template);

    public override JsonObject ToJsonSchema() => new() { ["type"] = "object" };
}
