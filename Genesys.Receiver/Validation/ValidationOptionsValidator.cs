using FluentValidation;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Validation;

/// <summary>What the ranges of <see cref="ValidationOptions"/> don't say.</summary>
internal sealed class ValidationOptionsValidator : OptionsRules<ValidationOptions>
{
    private const string Partner = "aws.partner/";

    public ValidationOptionsValidator()
    {
        RuleForEach(options => options.SourcePrefixes).CanMatch("Validation:SourcePrefixes:{CollectionIndex}");
        RuleForEach(options => options.SourcePrefixes)
            .Must(prefix => prefix.StartsWith(Partner, StringComparison.Ordinal) && prefix.Length > Partner.Length)
            .WithMessage(
                "Validation:SourcePrefixes:{CollectionIndex} must be a partner source, such as "
                + "aws.partner/genesys.com/cloud/.");
    }
}
