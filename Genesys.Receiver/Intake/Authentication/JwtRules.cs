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
            .Reports(address => FindProblem("Intake:Auth:Jwt:Authority", address, environment));
        RuleFor(jwt => jwt.Authority).Must(address => address is not { IsAbsoluteUri: true, Query.Length: > 0 })
            .WithMessage(
            "Intake:Auth:Jwt:Authority can't hold a query: /.well-known/openid-configuration is put behind it.");
        RuleFor(jwt => jwt.JwksUri).Reports(address => FindProblem("Intake:Auth:Jwt:JwksUri", address, environment));
        RuleFor(jwt => jwt.Issuer).NotEmpty()
            .WithMessage("Intake:Auth:Mode is Jwt, but the issuer isn't known. Set Intake__Auth__Jwt__Issuer.");
        RuleFor(jwt => jwt.Audiences).NotEmpty()
            .WithMessage("Intake:Auth:Mode is Jwt, but no audience is. Set Intake__Auth__Jwt__Audiences__0.");
        RuleForEach(jwt => jwt.Algorithms)
            .Must(algorithm => AsymmetricAlgorithms.Contains(algorithm, StringComparer.Ordinal))
            .WithMessage((_, algorithm) =>
                $"Intake:Auth:Jwt:Algorithms holds {Bounded(algorithm)}; only "
                + $"{string.Join(", ", AsymmetricAlgorithms)} can be taken.");
    }

    private static string? FindProblem(string key, Uri? address, IHostEnvironment environment) => address switch
    {
        null => null,
        { IsAbsoluteUri: false } => $"{key} must be a whole address, such as https://issuer.example.com.",
        _ when address.Scheme != Uri.UriSchemeHttps && !IsHttpAtHome(address, environment) =>
            $"{key} must begin with https://: over http anyone on the way could put keys of their own in.",
        { UserInfo.Length: > 0 } or { Fragment.Length: > 0 } => $"{key} can't hold credentials or a fragment (#).",
        _ => null,
    };

    private static bool IsHttpAtHome(Uri address, IHostEnvironment environment) =>
        address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || environment.IsDevelopment());

    private static string Bounded(string text) => text.Length <= 16 ? text : text[..16] + "…";
}
