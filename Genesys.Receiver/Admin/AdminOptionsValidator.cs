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
            .Select((key, index) => (Index: index, Problem: HashedSecret.FindProblem(key, MinLength, inHeader: true)))
            .Where(key => key.Problem is not null)
            .Select(key => $"Admin:ApiKeys:{key.Index} {key.Problem}")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
