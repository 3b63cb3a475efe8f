using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Tests.Console;

/// <summary>An issuer that signs everybody in at once.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string ClientId = "console";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RsaSecurityKey _key;
    private string? _nonce;

    private FakeIssuer(WebApplication app)
    {
        _app = app;
        _key = new RsaSecurityKey(_rsa) { KeyId = "k1" };
    }

    public Uri Address => new(_app.Urls.First());

    public string? ChallengeMethod { get; private set; }

    /// <summary>What it gives whoever signs in.</summary>
    public string AccessToken { get; set; } = "access-token-of-robin";

    /// <summary>It signs nobody in.</summary>
    public bool Refuses { get; set; }

    private string Name => Address.ToString().TrimEnd('/');

    public static async Task<FakeIssuer> StartAsync()
    {
        var issuer = new FakeIssuer(LoopbackApp.Build());
        issuer.Map();
        await issuer._app.StartAsync();
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Name,
            authorization_endpoint = Name + "/authorize",
            token_endpoint = Name + "/token",
            jwks_uri = Name + "/keys",
            response_types_supported = (string[])["code"],
            id_token_signing_alg_values_supported = (string[])["RS256"],
        }));
        _app.MapGet("/keys", () =>
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[]
                {
                    new { kty = "RSA", kid = "k1", use = "sig", n = Base64UrlEncoder.Encode(key.Modulus),
                        e = Base64UrlEncoder.Encode(key.Exponent) },
                },
            });
        });
        _app.MapGet("/authorize", (HttpContext context) =>
        {
            var query = context.Request.Query;
            _nonce = query["nonce"];
            ChallengeMethod = query["code_challenge_method"];
            var answer = Refuses ? "error=access_denied" : "code=c1";
            return Results.Redirect(
                $"{query["redirect_uri"]}?{answer}&state={Uri.EscapeDataString(query["state"].ToString())}");
        });
        _app.MapPost("/token", () => Results.Json(new
        {
            access_token = AccessToken,
            token_type = "Bearer",
            expires_in = 600,
            id_token = IdToken(),
        }));
    }

    private string IdToken() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Name,
        Audience = ClientId,
        Subject = new ClaimsIdentity(
            [new Claim("sub", "1"), new Claim("preferred_username", "robin"), new Claim("nonce", _nonce!)]),
        IssuedAt = TimeProvider.System.GetUtcNow().UtcDateTime,
        NotBefore = TimeProvider.System.GetUtcNow().UtcDateTime,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
    });
}
