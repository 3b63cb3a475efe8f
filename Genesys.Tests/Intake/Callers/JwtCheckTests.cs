using System.Security.Cryptography;
using System.Text;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Tests.Intake.Callers;

/// <summary>Bearer tokens, checked against keys that an issuer serves over HTTP.</summary>
public sealed class JwtCheckTests : IAsyncLifetime
{
    private readonly RsaSecurityKey _rsa = new(RSA.Create(2048)) { KeyId = "rsa-1" };
    private readonly ECDsaSecurityKey _ec = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ec-1" };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpClient _http = new();
    private readonly List<SecurityKey> _served = [];
    private WebApplication _issuer = null!;
    private JwtCheck _check = null!;

    public async ValueTask InitializeAsync()
    {
        _served.AddRange([_rsa, _ec]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        _issuer = builder.Build();
        _issuer.MapGet("/jwks", Jwks);
        await _issuer.StartAsync(TestContext.Current.CancellationToken);
        _check = Check([]);
    }

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        _http.Dispose();
        _rsa.Rsa.Dispose();
        _ec.ECDsa.Dispose();
    }

    [Fact]
    public async Task TokenSignedWithRs256_IsTaken() => Assert.Equal("eventbridge", await IdentifyAsync(Token(_rsa, "RS256")));

    [Fact]
    public async Task TokenSignedWithEs256_IsTaken() => Assert.Equal("eventbridge", await IdentifyAsync(Token(_ec, "ES256")));

    [Fact]
    public async Task ExpiredToken_IsRefused() => Assert.Null(await IdentifyAsync(Token(_rsa, "RS256", lifetime: TimeSpan.FromMinutes(-2))));

    [Fact]
    public async Task TokenOfAnotherIssuer_IsRefused() => Assert.Null(await IdentifyAsync(Token(_rsa, "RS256", issuer: "https://other.test")));

    [Fact]
    public async Task TokenForAnotherAudience_IsRefused() => Assert.Null(await IdentifyAsync(Token(_rsa, "RS256", audience: "other")));

    [Fact]
    public async Task TokenWithoutASignature_IsRefused()
    {
        var parts = Token(_rsa, "RS256").Split('.');
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");

        Assert.Null(await IdentifyAsync($"{header}.{parts[1]}."));
        Assert.Null(await IdentifyAsync($"{header}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task PublicKeyUsedAsAnHmacSecret_IsRefused()
    {
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(_rsa.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "rsa-1" };

        Assert.Null(await IdentifyAsync(Token(secret, "HS256")));
    }

    [Fact]
    public async Task AlgorithmOutsideTheList_IsRefused() => Assert.Null(await IdentifyAsync(Token(_rsa, "RS512")));

    [Fact]
    public async Task AlgorithmOnTheList_IsTaken()
    {
        _check = Check(["RS512"]);

        Assert.NotNull(await IdentifyAsync(Token(_rsa, "RS512")));
    }

    [Fact]
    public async Task ForgedSignature_IsRefused()
    {
        using var forger = RSA.Create(2048);

        Assert.Null(await IdentifyAsync(Token(new RsaSecurityKey(forger) { KeyId = "rsa-1" }, "RS256")));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic YTpi")]
    [InlineData("")]
    public async Task AnythingElse_IsRefused(string authorization) =>
        Assert.Null(await _check.IdentifyAsync(new HeaderDictionary { ["Authorization"] = authorization }, TestContext.Current.CancellationToken));

    private JwtCheck Check(string[] algorithms)
    {
        var options = new JwtOptions { JwksUri = new Uri(_issuer.Urls.First() + "/jwks"), Issuer = "https://issuer.test", Audiences = { "receiver" } };
        foreach (var algorithm in algorithms)
        {
            options.Algorithms.Add(algorithm);
        }

        return new JwtCheck(options, _http, _time, NullLogger<JwtCheck>.Instance);
    }

    private async Task<string?> IdentifyAsync(string token) =>
        await _check.IdentifyAsync(new HeaderDictionary { ["Authorization"] = "Bearer " + token }, TestContext.Current.CancellationToken);

    private string Token(
        SecurityKey key, string algorithm, string issuer = "https://issuer.test", string audience = "receiver", TimeSpan? lifetime = null)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = now.AddMinutes(-10),
            Expires = now + (lifetime ?? TimeSpan.FromMinutes(5)),
            Claims = new Dictionary<string, object> { ["sub"] = "eventbridge" },
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
    }

    private IResult Jwks()
    {
        var keys = new JsonWebKeySet();
        foreach (var key in _served)
        {
            keys.Keys.Add(key is RsaSecurityKey rsa
                ? JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.Rsa.ExportParameters(false)) { KeyId = rsa.KeyId })
                : JsonWebKeyConverter.ConvertFromECDsaSecurityKey(
                    new ECDsaSecurityKey(ECDsa.Create(((ECDsaSecurityKey)key).ECDsa.ExportParameters(false))) { KeyId = key.KeyId }));
        }

        return Results.Json(new { keys = keys.Keys.Select(key => new { key.Kty, key.Kid, key.N, key.E, key.Crv, key.X, key.Y }) },
            new System.Text.Json.JsonSerializerOptions { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });
    }
}
