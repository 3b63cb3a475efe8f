using FluentValidation;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Configuration;

/// <summary>The rule that a text can match something (<see cref="LiteralText"/>).</summary>
internal static class LiteralRule
{
    /// <summary>Adds the rule; a text that isn't set is for others to refuse.</summary>
    /// <param name="rule">The member.</param>
    /// <param name="key">The key of its setting; <c>{CollectionIndex}</c> in it is the value's place in a list.</param>
    public static void CanMatch<T>(this IRuleBuilder<T, string?> rule, string key) => rule.Reports(
        text => text is null || LiteralText.CanMatch(text) ? null : $"{key} {LiteralText.Problem}.");
}
