using FluentValidation;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Destinations;

/// <summary>The rules of each destination, and what one asks of another.</summary>
internal sealed class DestinationsOptionsValidator : OptionsRules<DestinationsOptions>
{
    /// <summary>Most destinations: each has a loop of its own, and gauges.</summary>
    private const int Most = 100;

    public DestinationsOptionsValidator(IEnumerable<DestinationType> types)
    {
        RuleFor(options => options.Count)
            .LessThanOrEqualTo(Most)
            .WithMessage($"{DestinationsOptions.Section} must hold at most {Most} destinations.");
        var each = new DestinationRules([.. types]);
        RuleFor(options => options).Custom((options, result) =>
        {
            foreach (var failure in options
                .SelectMany(pair => each.Validate(new DestinationContext(pair.Key, pair.Value)).Errors))
            {
                result.AddFailure(failure);
            }

            foreach (var shared in options
                .Where(pair => !string.IsNullOrWhiteSpace(pair.Value.Path) && !pair.Value.Path.Contains('\0'))
                .GroupBy(pair => System.IO.Path.GetFullPath(pair.Value.Path!), StringComparer.Ordinal)
                .Where(group => group.Count() > 1))
            {
                var names = string.Join(" and ", shared.Select(pair => DestinationsOptions.Key(pair.Key, "Path")));
                result.AddFailure($"{names} must not be the same file: give each destination its own.");
            }
        });
    }
}
