using FluentValidation;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Reconciliation;

/// <summary>What the attributes of <see cref="ReconciliationOptions"/> can't say.</summary>
internal sealed class ReconciliationOptionsValidator : OptionsRules<ReconciliationOptions>
{
    public ReconciliationOptionsValidator()
    {
        RuleForEach(options => options.Topics).CanMatch("Reconciliation:Topics:{CollectionIndex}");
        RuleFor(options => options.Topics)
            .Must(topics => ExpectedTopics.CanTell([.. topics]))
            .WithMessage(
                "Reconciliation:Topics must name a topic that says which conversations to expect: "
                + $"{string.Join(", ", ExpectedTopics.Known)}.");
    }
}
