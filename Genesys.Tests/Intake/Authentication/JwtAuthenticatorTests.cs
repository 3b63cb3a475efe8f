using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Tests.Intake.Authentication;

/// <summary>Bearer tokens, checked against keys that an issuer serves over HTTP.</summary>
public sealed class JwtAuthenticatorTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly RsaSecurityKey _rsa = new(RSA.Create(2048)) { KeyId = "rsa-1" };
    private readonly ECDsaSecurityKey _ec = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ec-1" };
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpClient _http = new();
    private readonly List<SecurityKey> _served = [];
    private WebApplication _issuer = null!;
    private JwtAuthenticator _authenticator = null!;
    private TaskCompletionSource? _silent;
    private volatile bool _away;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        _served.AddRange([_rsa, _ec]);
        _issuer = LoopbackApp.Build();
        _issuer.MapGet("/jwks", async () =>
        {
            Interlocked.Increment(ref _asked);
            await (_silent?.Task ?? Task.CompletedTask);
            return _away ? Results.StatusCode(500) : Jwks();
        });
        await _issuer.StartAsync(Cancel);
        _authenticator = Make([]);
    }

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        _http.Dispose();
        _rsa.Rsa.Dispose();
        _ec.ECDsa.Dispose();
    }

    [Fact]
    public async Task TokenSignedWithRs256_IsTaken() =>
        Assert.Equal("eventbridge", await AuthenticateAsync(Token(_rsa, "RS256")));

    [Fact]
    public async Task TokenSignedWithEs256_IsTaken() =>
        Assert.Equal("eventbridge", await AuthenticateAsync(Token(_ec, "ES256")));

    [Fact]
    public async Task ExpiredToken_IsRefused() =>
        Assert.Null(await AuthenticateAsync(Token(_rsa, "RS256", lifetime: TimeSpan.FromMinutes(-2))));

    [Fact]
    public async Task TokenOfAnotherIssuer_IsRefused() =>
        Assert.Null(await AuthenticateAsync(Token(_rsa, "RS256", issuer: "https://other.test")));

    [Fact]
    public async Task TokenForAnotherAudience_IsRefused() =>
        Assert.Null(await AuthenticateAsync(Token(_rsa, "RS256", audience: "other")));

    [Fact]
    public async Task TokenWithoutASignature_IsRefused()
    {
        var parts = Token(_rsa, "RS256").Split('.');
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");

        Assert.Null(await AuthenticateAsync($"{header}.{parts[1]}."));
        Assert.Null(await AuthenticateAsync($"{header}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task PublicKeyUsedAsAnHmacSecret_IsRefused()
    {
        var secret = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(_rsa.Rsa.ExportSubjectPublicKeyInfoPem()))
        {
            KeyId = "rsa-1",
        };

        Assert.Null(await AuthenticateAsync(Token(secret, "HS256")));
    }

    [Fact]
    public async Task AlgorithmOutsideTheList_IsRefused() => Assert.Null(await AuthenticateAsync(Token(_rsa, "RS512")));

    [Fact]
    public async Task AlgorithmOnTheList_IsTaken()
    {
        _authenticator = Make(["RS512"]);

        Assert.NotNull(await AuthenticateAsync(Token(_rsa, "RS512")));
    }

    [Fact]
    public async Task ForgedSignature_IsRefused()
    {
        using var forger = RSA.Create(2048);

        Assert.Null(await AuthenticateAsync(Token(new RsaSecurityKey(forger) { KeyId = "rsa-1" }, "RS256")));
    }

    [Fact]
    public async Task ExtensionThatMustBeUnderstood_IsRefused()
    {
        Assert.NotNull(await AuthenticateAsync(Token(_rsa, "RS256", header: new() { ["other"] = true })));
        Assert.Null(
            await AuthenticateAsync(
                Token(_rsa, "RS256", header: new() { ["crit"] = new[] { "other" }, ["other"] = true })));
    }

    [Fact]
    public async Task KeyThatTheIssuerAdded_IsTakenWithoutARestart()
    {
        Assert.NotNull(await AuthenticateAsync(Token(_rsa, "RS256")));
        using var added = RSA.Create(2048);
        var key = new RsaSecurityKey(added) { KeyId = "rsa-2" };
        _served.Add(key);

        Assert.NotNull(await AuthenticateAsync(Token(key, "RS256")));
        Assert.NotNull(await AuthenticateAsync(Token(_rsa, "RS256")));
    }

    [Fact]
    public async Task KeyThatTheIssuerTookAway_IsRefusedAfterTwelveHours()
    {
        Assert.NotNull(await AuthenticateAsync(Token(_rsa, "RS256")));
        _served.Remove(_rsa);
        _time.Advance(TimeSpan.FromHours(11));
        Assert.NotNull(await AuthenticateAsync(Token(_rsa, "RS256")));

        _time.Advance(TimeSpan.FromHours(1));
        await Eventually.IsTrue(
            async () => await AuthenticateAsync(Token(_rsa, "RS256")) is null, "the key is no longer in force",
            limitSeconds: 30);
        Assert.NotNull(await AuthenticateAsync(Token(_ec, "ES256")));
    }

    [Theory]
    [InlineData("https://issuer.test/jwks", true)]
    [InlineData("http://issuer.test/jwks", false)]
    public async Task KeysThatAnHttpsIssuerNamesWithoutIt_AreNotTaken(string named, bool taken)
    {
        using var http = new HttpClient(new Issuer(named, Keys()));
        var options = new JwtOptions
        {
            Authority = new Uri("https://issuer.test"),
            Issuer = "https://issuer.test",
            Audiences = { "receiver" },
        };
        _authenticator = new JwtAuthenticator(options, http, _time, NullLogger<JwtAuthenticator>.Instance);

        Assert.Equal(taken, await AuthenticateAsync(Token(_rsa, "RS256")) is not null);
    }

    [Fact]
    public async Task IssuerThatIsAway_DecidesNothing_AndIsAskedAgain()
    {
        var token = new HeaderDictionary { ["Authorization"] = "Bearer " + Token(_rsa, "RS256") };
        _away = true;
        Assert.Equal(
            AuthenticationResult.Undecided,
            await _authenticator.AuthenticateAsync(token, Cancel));
        Assert.Equal(
            AuthenticationResult.Failed,
            await _authenticator.AuthenticateAsync(new HeaderDictionary(), Cancel));
        Assert.Equal(1, _asked);

        _away = false;
        Assert.Equal(
            AuthenticationResult.Undecided,
            await _authenticator.AuthenticateAsync(token, Cancel));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            AuthenticationResult.Succeeded("eventbridge"),
            await _authenticator.AuthenticateAsync(token, Cancel));
    }

    [Fact]
    public async Task IssuerThatDoesNotAnswer_KeepsEveryoneWaitingForTheSameFetch()
    {
        _silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = new HeaderDictionary { ["Authorization"] = "Bearer " + Token(_rsa, "RS256") };

        var waiting = Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => _authenticator.AuthenticateAsync(token, Cancel).AsTask()));
        await Eventually.IsTrue(() => _asked > 0, "the issuer is asked");
        _time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.IsTrue(
            () => waiting.IsCompleted, "their patience ends", () => _time.Advance(TimeSpan.FromMilliseconds(10)));

        Assert.All(await waiting, caller => Assert.Equal(AuthenticationResult.Undecided, caller));
        Assert.Equal(1, _asked);
        _silent.SetResult();
    }

    [Fact]
    public async Task IssuerThatIsAwayAtFirst_Answers503()
    {
        using var receiver = ReceiverApp.Start(new()
        {
            ["Intake:Auth:Mode"] = "Jwt",
            ["Intake:Auth:Jwt:JwksUri"] = ReceiverApp.Nowhere + "/jwks",
            ["Intake:Auth:Jwt:Issuer"] = "https://issuer.test",
            ["Intake:Auth:Jwt:Audiences:0"] = "receiver",
        });
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(receiver.Address, SubscriptionEndpoint.Path));
        request.Headers.Add("Authorization", "Bearer " + Token(_rsa, "RS256"));

        using var answer = await _http.SendAsync(request, Cancel);

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("JwksUri", "http://issuer.example.com/jwks")]
    [InlineData("JwksUri", "ftp://127.0.0.1/jwks")]
    [InlineData("Authority", "http://issuer.example.com")]
    public void KeysThatAnyoneCouldReplace_StopTheStart(string member, string address)
    {
        var failure = Assert.ThrowsAny<Exception>(() => ReceiverApp.Start(new()
        {
            ["Intake:Auth:Mode"] = "Jwt",
            ["Intake:Auth:Jwt:" + member] = address,
            ["Intake:Auth:Jwt:Issuer"] = "https://issuer.test",
            ["Intake:Auth:Jwt:Audiences:0"] = "receiver",
        }).Dispose());

        Assert.Contains(
            $"Intake:Auth:Jwt:{member} must begin with https://", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic YTpi")]
    [InlineData("")]
    public async Task AnythingElse_IsRefused(string authorization) =>
        Assert.Equal(
            AuthenticationResult.Failed,
            await _authenticator.AuthenticateAsync(
                new HeaderDictionary { ["Authorization"] = authorization }, Cancel));

    private JwtAuthenticator Make(string[] algorithms)
    {
        var options = new JwtOptions
        {
            JwksUri = new Uri(_issuer.Urls.First() + "/jwks"),
            Issuer = "https://issuer.test",
            Audiences = { "receiver" },
        };
        foreach (var algorithm in algorithms)
        {
            options.Algorithms.Add(algorithm);
        }

        return new JwtAuthenticator(options, _http, _time, NullLogger<JwtAuthenticator>.Instance);
    }

    private async Task<string?> AuthenticateAsync(string token) =>
        (await _authenticator.AuthenticateAsync(
            new HeaderDictionary { ["Authorization"] = "Bearer " + token },
            Cancel)).Credential;

    private string Token(
        SecurityKey key, string algorithm, string issuer = "https://issuer.test", string audience = "receiver",
        TimeSpan? lifetime = null,
        Dictionary<string, object>? header = null)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                NotBefore = now.AddMinutes(-10),
                Expires = now + (lifetime ?? TimeSpan.FromMinutes(5)),
                Claims = new Dictionary<string, object> { ["sub"] = "eventbridge" },
                SigningCredentials = new SigningCredentials(key, algorithm),
                AdditionalHeaderClaims = header,
            });
    }

    private sealed class Issuer(string named, string keys) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage
            {
                Content = new StringContent(
                    request.RequestUri!.AbsolutePath == "/jwks" ? keys : $$"""{"jwks_uri":"{{named}}"}"""),
            });
    }

    private IResult Jwks() => Results.Text(Keys(), "application/json");

    private string Keys()
    {
        var keys = new JsonWebKeySet();
        foreach (var key in _served)
        {
            keys.Keys.Add(key is RsaSecurityKey rsa
                ? JsonWebKeyConverter.ConvertFromRSASecurityKey(
                    new RsaSecurityKey(rsa.Rsa.ExportParameters(false)) { KeyId = rsa.KeyId })
                : JsonWebKeyConverter.ConvertFromECDsaSecurityKey(
                    new ECDsaSecurityKey(ECDsa.Create(((ECDsaSecurityKey)key).ECDsa.ExportParameters(false)))
                    {
                        KeyId = key.KeyId,
                    }));
        }

        return JsonSerializer.Serialize(
            new { keys = keys.Keys.Select(key => new { key.Kty, key.Kid, key.N, key.E, key.Crv, key.X, key.Y }) },
            Json);
    }
}
