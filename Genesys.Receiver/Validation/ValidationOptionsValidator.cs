using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Validation;

/// <summary>What the ranges of <see cref="ValidationOptions"/> don't say.</summary>
internal sealed class ValidationOptionsValidator : IValidateOptions<ValidationOptions>
{
    public ValidateOptionsResult Validate(string? name, ValidationOptions options) =>
        options.SourcePrefixes.All(prefix => prefix.StartsWith("aws.partner/", StringComparison.Ordinal))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Set each entry of {ValidationOptions.Section}:{nameof(ValidationOptions.SourcePrefixes)} to a partner source, such as aws.partner/genesys.com/cloud/.");
}
