using Genesys.Receiver.Intake.Authentication;
using Genesys.Receiver.Validation;
using Genesys.Receiver.Validation.Schemas;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Intake;

/// <summary>
/// The rules between the members of <see cref="IntakeOptions"/>; every broken one is reported, in a sentence that says
/// what to set.
/// </summary>
public sealed class IntakeOptionsValidator(IHostEnvironment environment, IOptions<ValidationOptions> validation) : IValidateOptions<IntakeOptions>
{
    private static readonly string[] AsymmetricAlgorithms =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        var problems = new List<string>();
        RequireCredentials(problems, options.Auth);
        RequireThatCanMatch(problems, "Intake:Auth:AllowedAccounts", options.Auth.AllowedAccounts);
        RequireThatCanMatch(problems, "Intake:Auth:AllowedSources", options.Auth.AllowedSources);
        RequireSources(problems, options.Auth.AllowedSources);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>An entry that matches nothing turns an allow-list into one that refuses every event.</summary>
    private static void RequireThatCanMatch(List<string> problems, string key, IList<string> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] != entries[i].Trim() || entries[i].Any(char.IsControl))
            {
                problems.Add($"{key}:{i} must not begin or end with a space, or hold a control character: no event would match it.");
            }
        }
    }

    private void RequireSources(List<string> problems, IList<string> sources)
    {
        IReadOnlyList<string> prefixes;
        try
        {
            prefixes = validation.Value.EffectiveSourcePrefixes;
        }
        catch (OptionsValidationException)
        {
            // The start reports it by itself.
            return;
        }

        for (var i = 0; i < sources.Count; i++)
        {
            if (!FlatEvent.Sources.Values.Contains(sources[i], StringComparer.Ordinal)
                && !prefixes.Any(prefix => sources[i].StartsWith(prefix, StringComparison.Ordinal)))
            {
                problems.Add(
                    $"Intake:Auth:AllowedSources:{i} is the source of no event that is taken: it must be {string.Join(" or ", FlatEvent.Sources.Values)}, "
                    + $"or begin with {string.Join(" or ", prefixes)}.");
            }
        }
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
                RequireJwt(problems, auth);
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
            RequireSecret(problems, $"Intake:Auth:ApiKeys:{i}", keys[i], inHeader: true);
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
            RequireSecret(problems, $"Intake:Auth:Users:{i}:Password", users[i].Password, inHeader: false);
            if (users[i].Name.Length == 0 || users[i].Name.Contains(':', StringComparison.Ordinal))
            {
                problems.Add($"Intake:Auth:Users:{i}:Name must not be empty and can't hold a colon (RFC 7617).");
            }
        }
    }

    private static void RequireSecret(List<string> problems, string key, string secret, bool inHeader)
    {
        if (HashedSecret.FindProblem(secret, 1, inHeader) is { } problem)
        {
            problems.Add($"{key} {problem}");
        }
    }

    private void RequireJwt(List<string> problems, AuthenticationOptions auth)
    {
        var jwt = auth.Jwt;
        if (auth.RejectStatus == StatusCodes.Status403Forbidden)
        {
            problems.Add(
                "Intake:Auth:RejectStatus must be 401 with Intake:Auth:Mode Jwt: EventBridge fetches a new token when its own is answered 401, "
                + "and drops the event when it is answered 403.");
        }

        if ((jwt.Authority is null) == (jwt.JwksUri is null))
        {
            problems.Add("Intake:Auth:Mode is Jwt: set either Intake__Auth__Jwt__Authority or Intake__Auth__Jwt__JwksUri.");
        }

        RequireHttps(problems, "Intake:Auth:Jwt:Authority", jwt.Authority);
        if (jwt.Authority is { IsAbsoluteUri: true, Query.Length: > 0 })
        {
            problems.Add("Intake:Auth:Jwt:Authority can't hold a query: /.well-known/openid-configuration is put behind it.");
        }

        RequireHttps(problems, "Intake:Auth:Jwt:JwksUri", jwt.JwksUri);
        if (string.IsNullOrWhiteSpace(jwt.Issuer))
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
        else if (address is not null && (address.UserInfo.Length > 0 || address.Fragment.Length > 0))
        {
            problems.Add($"{key} can't hold credentials or a fragment (#).");
        }
    }

    private static string Bounded(string text) => text.Length <= 16 ? text : text[..16] + "…";
}
