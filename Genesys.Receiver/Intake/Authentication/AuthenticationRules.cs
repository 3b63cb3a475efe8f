using FluentValidation;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Validation;
using Genesys.Receiver.Validation.Schemas;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>Settings with which every event would be refused, or taken from anyone unasked.</summary>
internal sealed class AuthenticationRules : AbstractValidator<AuthenticationOptions>
{
    public AuthenticationRules(IHostEnvironment environment, IOptions<ValidationOptions> validation)
    {
        RuleFor(auth => auth.Mode).NotNull().When(_ => !environment.IsDevelopment()).WithMessage(
            "Intake:Auth:Mode isn't set. Set Intake__Auth__Mode to ApiKey, Basic or Jwt with its credentials, "
            + "or to None to take events from anyone.");
        When(auth => auth.Mode == AuthenticationMode.ApiKey, RequireApiKeys);
        When(auth => auth.Mode == AuthenticationMode.Basic, RequireUsers);
        When(auth => auth.Mode == AuthenticationMode.Jwt, () => RequireJwt(environment));

        // An entry that matches nothing turns an allow-list into one that refuses every event.
        RuleForEach(auth => auth.AllowedAccounts).CanMatch("Intake:Auth:AllowedAccounts:{CollectionIndex}");
        RuleForEach(auth => auth.AllowedSources).CanMatch("Intake:Auth:AllowedSources:{CollectionIndex}");
        RuleForEach(auth => auth.AllowedSources).Reports(source => FindUnknown(source, validation));
    }

    private void RequireApiKeys()
    {
        RuleFor(auth => auth.ApiKeys).NotEmpty()
            .WithMessage("Intake:Auth:Mode is ApiKey, but there is no key. Set Intake__Auth__ApiKeys__0.");
        RuleForEach(auth => auth.ApiKeys)
            .Reports(key => HashedSecret.FindProblem("Intake:Auth:ApiKeys:{CollectionIndex}", key, 1, inHeader: true));
    }

    private void RequireUsers()
    {
        RuleFor(auth => auth.Users).NotEmpty().WithMessage(
            "Intake:Auth:Mode is Basic, but there is no user. Set Intake__Auth__Users__0__Name and "
            + "Intake__Auth__Users__0__Password.");
        RuleForEach(auth => auth.Users).Reports(user =>
            HashedSecret.FindProblem(
                "Intake:Auth:Users:{CollectionIndex}:Password", user.Password, 1, inHeader: false));
        RuleForEach(auth => auth.Users)
            .Must(user => user.Name.Length > 0 && !user.Name.Contains(':', StringComparison.Ordinal))
            .WithMessage(
                "Intake:Auth:Users:{CollectionIndex}:Name must not be empty and can't hold a colon (RFC 7617).");
    }

    private void RequireJwt(IHostEnvironment environment)
    {
        RuleFor(auth => auth.RejectStatus).NotEqual(StatusCodes.Status403Forbidden).WithMessage(
            "Intake:Auth:RejectStatus must be 401 with Intake:Auth:Mode Jwt: EventBridge fetches a new token when its "
            + "own is answered 401, and drops the event when it is answered 403.");
        RuleFor(auth => auth.Jwt).SetValidator(new JwtRules(environment));
    }

    private static string? FindUnknown(string source, IOptions<ValidationOptions> validation)
    {
        IReadOnlyList<string> prefixes;
        try
        {
            prefixes = validation.Value.EffectiveSourcePrefixes;
        }
        catch (OptionsValidationException)
        {
            // The start reports it by itself.
            return null;
        }

        return FlatEvent.Sources.Values.Contains(source, StringComparer.Ordinal)
            || prefixes.Any(prefix => source.StartsWith(prefix, StringComparison.Ordinal))
                ? null
                : "Intake:Auth:AllowedSources:{CollectionIndex} is the source of no event that is taken: it must be "
                    + $"{string.Join(" or ", FlatEvent.Sources.Values)}, "
                    + $"or begin with {string.Join(" or ", prefixes)}.";
    }
}
