using FluentValidation;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Intake.Authentication;

/// <summary>What is needed to check a bearer token, and what would weaken the check.</summary>
internal sealed class JwtRules : AbstractValidator<JwtOptions>
{
    private static readonly string[] AsymmetricAlgorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public JwtRules(IHostEnvironment environment)
    {
        RuleFor(jwt => jwt).Must(jwt => (jwt.Authority is null) != (jwt.JwksUri is null)).WithMessage(
            "Intake:Auth:Mode is Jwt: set either Intake__Auth__Jwt__Authority or Intake__Auth__Jwt__JwksUri.");
        RuleFor(jwt => jwt.Authority)
            .Reports(address => IssuerAddress.FindAuthorityProblem("Intake:Auth:Jwt:Authority", address, environment));
        RuleFor(jwt => jwt.JwksUri)
            .Reports(address => IssuerAddress.FindProblem("Intake:Auth:Jwt:JwksUri", address, environment));
        RuleFor(jwt => jwt.Issuer).NotEmpty()
            .WithMessage("Intake:Auth:Mode is Jwt, but the issuer isn't known. Set Intake__Auth__Jwt__Issuer.");
        RuleFor(jwt => jwt.Audiences).NotEmpty()
            .WithMessage("Intake:Auth:Mode is Jwt, but no audience is. Set Intake__Auth__Jwt__Audiences__0.");
        RuleFor(jwt => jwt.Issuer).CanMatch("Intake:Auth:Jwt:Issuer");
        RuleForEach(jwt => jwt.Audiences).CanMatch("Intake:Auth:Jwt:Audiences:{CollectionIndex}");
        RuleForEach(jwt => jwt.Algorithms)
            .Must(algorithm => AsymmetricAlgorithms.Contains(algorithm, StringComparer.Ordinal))
            .WithMessage((_, algorithm) =>
                $"Intake:Auth:Jwt:Algorithms holds {Bounded(algorithm)}; only "
                + $"{string.Join(", ", AsymmetricAlgorithms)} can be taken.");
    }

    private static string Bounded(string text) => text.Length <= 16 ? text : text[..16] + "…";
}
