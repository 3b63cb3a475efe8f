using FluentValidation;

namespace Genesys.Receiver.Configuration;

/// <summary>A rule of which what finds the problem says the sentence too.</summary>
internal static class ProblemRule
{
    /// <summary>Adds the rule.</summary>
    /// <param name="rule">The member.</param>
    /// <param name="find">The sentence about a value, or null when there is nothing to say; <c>{CollectionIndex}</c> in
    /// it is the value's place in a list.</param>
    public static void Reports<T, TValue>(this IRuleBuilder<T, TValue> rule, Func<TValue, string?> find) =>
        rule.Reports((_, value) => find(value));

    /// <summary>The same for a sentence that depends on other members.</summary>
    public static void Reports<T, TValue>(this IRuleBuilder<T, TValue> rule, Func<T, TValue, string?> find) =>
        rule.Custom((value, context) =>
        {
            if (find(context.InstanceToValidate, value) is { } problem)
            {
                context.AddFailure(problem);
            }
        });
}
