using FluentValidation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Configuration;

/// <summary>
/// The rules of an options type that attributes can't say, those between its members above all. Each broken one is a
/// sentence.
/// </summary>
internal abstract class OptionsRules<TOptions> : AbstractValidator<TOptions>, IValidateOptions<TOptions>
    where TOptions : class
{
    ValidateOptionsResult IValidateOptions<TOptions>.Validate(string? name, TOptions options)
    {
        var result = Validate(options);
        return result.IsValid
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(result.Errors.Select(error => error.ErrorMessage));
    }
}
