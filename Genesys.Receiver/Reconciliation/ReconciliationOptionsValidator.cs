using FluentValidation;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Reconciliation;

/// <summary>What the attributes of <see cref="ReconciliationOptions"/> can't say.</summary>
internal sealed class ReconciliationOptionsValidator : OptionsRules<ReconciliationOptions>
{
    public ReconciliationOptionsValidator(IOptions<JournalOptions> journal)
    {
        RuleFor(options => options)
            .Must(options => RetentionOf(journal) is not { } retention
                || retention > options.Interval + options.Delay)
            .When(options => options.Enabled)
            .WithMessage(
                "Journal:Retention must be longer than Reconciliation:Interval and Reconciliation:Delay together: the "
                + "events of a window would be forgotten before it is compared.");
        RuleForEach(options => options.Topics).CanMatch("Reconciliation:Topics:{CollectionIndex}");
        RuleFor(options => options.Topics)
            .Must(topics => ExpectedTopics.CanTell([.. topics]))
            .WithMessage(
                "Reconciliation:Topics must name a topic that says which conversations to expect: "
                + $"{string.Join(", ", ExpectedTopics.Known)}.");
    }

    private static TimeSpan? RetentionOf(IOptions<JournalOptions> journal)
    {
        try
        {
            return journal.Value.Retention;
        }
        catch (OptionsValidationException)
        {
            // The start reports it by itself.
            return null;
        }
    }
}
