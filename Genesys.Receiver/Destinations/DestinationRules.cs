using System.Buffers;
using FluentValidation;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Destinations;

/// <summary>What a destination's settings must say, whatever its type, and what its type asks for.</summary>
internal sealed class DestinationRules : AbstractValidator<DestinationContext>
{
    private const int MaxNameLength = 64;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public DestinationRules(IReadOnlyList<DestinationType> types)
    {
        RuleFor(context => context.Name)
            .Must(IsName)
            .WithMessage(context => $"{DestinationsOptions.Section}: a destination's name must be 1 to {MaxNameLength} "
                + "of a-z, 0-9 and -; one that is set isn't.");
        RuleFor(context => context.Options.Type)
            .Must(type => types.Any(known => Same(known.Name, type)))
            .WithMessage(context => Say(
                context, nameof(DestinationOptions.Type),
                $"must be one of {string.Join(", ", types.Select(type => type.Name))}"));
        RuleFor(context => context).Custom((context, result) =>
        {
            for (var index = 0; index < context.Options.Topics.Count; index++)
            {
                if (TopicProblem(context.Options.Topics[index]) is { } problem)
                {
                    result.AddFailure(Say(context, $"{nameof(DestinationOptions.Topics)}:{index}", problem));
                }
            }
        });
        RuleFor(context => context.Options.Payload)
            .Must(payload => payload is null or DestinationPayload.Event)
            .When(context => context.Options.Format == DestinationFormat.Raw)
            .WithMessage(context => Say(
                context, nameof(DestinationOptions.Payload),
                "must be Event, or not be set, with Format Raw: that is the event alone"));
        RuleFor(context => context.Options.BaseDelay)
            .LessThanOrEqualTo(context => context.Options.MaxDelay)
            .WithMessage(context => Say(
                context, nameof(DestinationOptions.BaseDelay), "must not be longer than its MaxDelay"));
        RuleFor(context => context).Custom((context, result) =>
        {
            var type = types.FirstOrDefault(known => Same(known.Name, context.Options.Type));
            foreach (var problem in IsName(context.Name) ? type?.Problems(context) ?? [] : [])
            {
                result.AddFailure(problem);
            }
        });
    }

    /// <summary>A sentence about a setting, with both of its spellings.</summary>
    public static string Say(DestinationContext context, string setting, string sentence)
    {
        var key = DestinationsOptions.Key(context.Name, setting);
        return $"{key} {sentence}{OptionKey.OtherSpelling(key)}.";
    }

    private static string? TopicProblem(string topic) =>
        !LiteralText.CanMatch(topic) ? LiteralText.Problem
        : IsOperatorEventThatNeverComes(topic)
            ? "begins as operator events do, and fits none of them; they are "
                + $"{string.Join(", ", OperatorEvents.Types)}, or {DestinationRouting.OperatorEventPrefix}* for all"
        : null;

    /// <summary>
    /// Nothing else begins like that, and to a pattern with a slip in it the alert never comes. One that goes on
    /// without the dot is given no operator events.
    /// </summary>
    private static bool IsOperatorEventThatNeverComes(string topic) =>
        topic.StartsWith(OperatorEvent.Source, StringComparison.OrdinalIgnoreCase)
        && !(topic.StartsWith(DestinationRouting.OperatorEventPrefix, StringComparison.Ordinal)
            && new Glob(topic) is var pattern && OperatorEvents.Types.Any(type => pattern.Matches(type)));

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(NameLetters);

    private static bool Same(string name, string? type) => name.Equals(type, StringComparison.OrdinalIgnoreCase);
}
