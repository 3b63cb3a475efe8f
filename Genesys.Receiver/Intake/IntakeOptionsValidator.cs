using Genesys.Receiver.Intake.Authentication;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>The rules between the members of <see cref="IntakeOptions"/>; every broken one is reported, in a sentence that says what to set.</summary>
public sealed class IntakeOptionsValidator(IHostEnvironment environment) : IValidateOptions<IntakeOptions>
{
    private static readonly string[] AsymmetricAlgorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        var problems = new List<string>();
        RequireCredentials(problems, options.Auth);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private void RequireCredentials(List<string> problems, AuthenticationOptions auth)
    {
        switch (auth.Mode)
        {
            case null when !environment.IsDevelopment():
                problems.Add(
                    "Intake:Auth:Mode isn't set. Set Intake__Auth__Mode to ApiKey, Basic or Jwt with its credentials, "
                    + "or to None to take events from anyone.");
                break;
            case AuthenticationMode.ApiKey:
                RequireApiKeys(problems, auth.ApiKeys);
                break;
            case AuthenticationMode.Basic:
                RequireUsers(problems, auth.Users);
                break;
            case AuthenticationMode.Jwt:
                RequireJwt(problems, auth.Jwt);
                break;
        }
    }

    private static void RequireApiKeys(List<string> problems, IList<string> keys)
    {
        if (keys.Count == 0)
        {
            problems.Add("Intake:Auth:Mode is ApiKey, but there is no key. Set Intake__Auth__ApiKeys__0.");
        }

        for (var i = 0; i < keys.Count; i++)
        {
            RequireSecret(problems, $"Intake:Auth:ApiKeys:{i}", keys[i]);
        }
    }

    private static void RequireUsers(List<string> problems, IList<BasicUser> users)
    {
        if (users.Count == 0)
        {
            problems.Add("Intake:Auth:Mode is Basic, but there is no user. Set Intake__Auth__Users__0__Name and Intake__Auth__Users__0__Password.");
        }

        for (var i = 0; i < users.Count; i++)
        {
            RequireSecret(problems, $"Intake:Auth:Users:{i}:Password", users[i].Password);
            if (users[i].Name.Length == 0 || users[i].Name.Contains(':', StringComparison.Ordinal))
            {
                problems.Add($"Intake:Auth:Users:{i}:Name must not be empty and can't hold a colon (RFC 7617).");
            }
        }
    }

    private static void RequireSecret(List<string> problems, string key, string secret)
    {
        if (string.IsNullOrWhiteSpace(secret) || secret.Length > 512)
        {
            problems.Add($"{key} must hold 1 to 512 characters.");
        }
        else if (secret.StartsWith(HashedSecret.HashPrefix, StringComparison.Ordinal) && !HashedSecret.IsHash(secret))
        {
            problems.Add($"{key} starts with {HashedSecret.HashPrefix}, but 64 hexadecimal digits don't follow.");
        }
    }

    private void RequireJwt(List<string> problems, JwtOptions jwt)
    {
        if ((jwt.Authority is null) == (jwt.JwksUri is null))
        {
            problems.Add("Intake:Auth:Mode is Jwt: set either Intake__Auth__Jwt__Authority or Intake__Auth__Jwt__JwksUri.");
        }

        RequireHttps(problems, "Intake:Auth:Jwt:Authority", jwt.Authority);
        RequireHttps(problems, "Intake:Auth:Jwt:JwksUri", jwt.JwksUri);
        if (jwt.Issuer.Length == 0)
        {
            problems.Add("Intake:Auth:Mode is Jwt, but the issuer isn't known. Set Intake__Auth__Jwt__Issuer.");
        }

        if (jwt.Audiences.Count == 0)
        {
            problems.Add("Intake:Auth:Mode is Jwt, but no audience is. Set Intake__Auth__Jwt__Audiences__0.");
        }

        foreach (var algorithm in jwt.Algorithms.Except(AsymmetricAlgorithms, StringComparer.Ordinal))
        {
            problems.Add($"Intake:Auth:Jwt:Algorithms holds {Bounded(algorithm)}; only {string.Join(", ", AsymmetricAlgorithms)} can be taken.");
        }
    }

    private void RequireHttps(List<string> problems, string key, Uri? address)
    {
        if (address is { IsAbsoluteUri: false })
        {
            problems.Add($"{key} must be a whole address, such as https://issuer.example.com.");
        }
        else if (address is not null && address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || environment.IsDevelopment())))
        {
            problems.Add($"{key} must begin with https://: over http anyone on the way could put keys of their own in.");
        }
    }

    private static string Bounded(string text) => text.Length <= 16 ? text : text[..16] + "…";
}
