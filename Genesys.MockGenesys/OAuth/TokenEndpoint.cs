using System.Text.Json.Serialization;
using Genesys.MockGenesys.Configuration;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.OAuth;

/// <summary>Issues bearer tokens for client credentials.</summary>
internal static class TokenEndpoint
{
    /// <summary>Where Genesys Cloud's login host takes token requests.</summary>
    public const string TokenPath = "/oauth/token";

    /// <summary>Where older tutorials send them.</summary>
    public const string LegacyTokenPath = "/api/v2/oauth/token";

    public static void AddOAuth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IssuedTokens>();
        builder.Services.AddSingleton<ClientRegistry>();
    }

    public static void MapOAuth(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(TokenPath, IssueAsync);
        routes.MapPost(LegacyTokenPath, IssueAsync);
        routes.MapDelete("/mock/tokens", (IssuedTokens tokens) => new { revoked = tokens.RevokeAll() });
    }

    private static async Task<IResult> IssueAsync(
        HttpContext context, ClientRegistry clients, IssuedTokens tokens, IOptions<MockOptions> options)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType)
        {
            return Problem(400, "invalid_request", "the request body must be application/x-www-form-urlencoded");
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return Problem(400, "invalid_request", "the form cannot be read");
        }

        if (form["grant_type"] != "client_credentials")
        {
            return Problem(400, "unsupported_grant_type", "grant_type must be client_credentials");
        }

        var credentials = ClientCredentials.Read(context.Request, form);
        return clients.Judge(credentials.Id, credentials.Secret) switch
        {
            CredentialsState.Right => Results.Json(
                new Token(tokens.Issue(credentials.Id), "bearer", (long)options.Value.TokenLifetime.TotalSeconds)),
            CredentialsState.WrongSecret => Problem(
                options.Value.WrongCredentialsStatus, "invalid_client", "bad credentials"),
            _ => Problem(options.Value.WrongCredentialsStatus, "invalid_client", "client not found"),
        };
    }

    // Genesys Cloud writes the sentence twice, under its own name and under RFC 6749's.
    private static IResult Problem(int status, string error, string description) =>
        Results.Json(new TokenProblem(error, description, description), statusCode: status);

    private sealed record Token(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] long ExpiresIn);

    private sealed record TokenProblem(
        [property: JsonPropertyName("error")] string Error,
        [property: JsonPropertyName("description")] string Description,
        [property: JsonPropertyName("error_description")] string ErrorDescription);
}
