using Genesys.Receiver.Intake.Authentication;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Admin;

/// <summary>A key that could be guessed opens what every customer said.</summary>
internal sealed class AdminOptionsValidator : IValidateOptions<AdminOptions>
{
    private const int MinLength = 16;

    public ValidateOptionsResult Validate(string? name, AdminOptions options)
    {
        var errors = options.ApiKeys
            .Select((key, index) => (key, index))
            .Where(pair => pair.key.StartsWith(HashedSecret.HashPrefix, StringComparison.Ordinal) ? !HashedSecret.IsHash(pair.key) : pair.key.Length < MinLength)
            .Select(pair => $"Admin:ApiKeys:{pair.index} must have at least {MinLength} characters, or be sha256: and 64 hexadecimal digits.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
