using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Intake.Authentication;

/// <summary>
/// Tokens that PyJWT made: with the claims that issuers really set, and without those that they leave out.
/// </summary>
public sealed class OtherLibraryTests : IAsyncLifetime
{
    private const string Issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example";
    private const string Python = "/usr/bin/python3";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Algorithms = ["RS256", "ES256"];

    // One process makes the tokens of all rows.
    private static readonly Lazy<Task<Made>> AllTokens = new(() => MakeAsync(
        Algorithms.ToDictionary(algorithm => algorithm),
        [.. Rows().Select(row => (row.Algorithm, row.Kid, row.Claims))]));

    private readonly FakeTimeProvider _time = new(Now);
    private readonly FakeLogger<JwtAuthenticator> _log = new();
    private readonly HttpClient _http = new();
    private readonly JwtOptions _options = new() { Issuer = Issuer, Audiences = { "receiver", "1example23456789" } };
    private JwtAuthenticator _authenticator = null!;
    private WebApplication _issuer = null!;
    private volatile string _served = """{"keys":[]}""";
    private int _asked;

    private static long Seconds => Now.ToUnixTimeSeconds();

    public async ValueTask InitializeAsync()
    {
        _issuer = LoopbackApp.Build();
        _issuer.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref _asked);
            return Results.Text(_served, "application/json");
        });
        _issuer.MapGet(
            "/.well-known/openid-configuration",
            () => Results.Json(new { issuer = "https://another.test", jwks_uri = _issuer.Urls.First() + "/jwks" }));
        await _issuer.StartAsync(Cancel);
        _options.JwksUri = new Uri(_issuer.Urls.First() + "/jwks");
        _authenticator = new JwtAuthenticator(_options, _http, _time, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _issuer.DisposeAsync();
        _http.Dispose();
    }

    /// <summary>
    /// Claims over sound ones (null takes one away), the header's kid (null: none), and whether the token is taken.
    /// </summary>
    public static TheoryData<string, string?, bool> Tokens => new()
    {
        { "{}", "k", true },
        { "{}", null, true },
        { """{"nbf":null}""", "k", true },
        { """{"nbf":null,"iat":null,"sub":null,"jti":null}""", null, true },
        { """{"aud":["other","receiver"]}""", "k", true },
        { """{"aud":null,"client_id":"1example23456789","scope":"receiver/send","token_use":"access"}""", "k", true },
        { """{"aud":null,"client_id":"1example23456789","nbf":null,"sub":null}""", null, true },
        { """{"exp":253402300799}""", "k", true },
        { """{"exp":1e30}""", "k", false },
        { """{"nbf":0}""", "k", true },
        { """{"nbf":-1}""", "k", true },
        { """{"nbf":1780315259}""", "k", true },
        { """{"nbf":1780315261}""", "k", false },
        { """{"exp":1780315141}""", "k", true },
        { """{"exp":1780315139}""", "k", false },
        { """{"exp":null}""", "k", false },
        { """{"exp":0}""", "k", false },
        { """{"exp":""}""", "k", false },
        { """{"exp":"tomorrow"}""", "k", false },
        { """{"nbf":"yesterday"}""", "k", false },
        { """{"nbf":{}}""", "k", false },
        { """{"aud":null}""", "k", false },
        { """{"aud":""}""", "k", false },
        { """{"aud":[]}""", "k", false },
        { """{"aud":[],"client_id":"1example23456789"}""", "k", false },
        { """{"aud":"other","client_id":"1example23456789"}""", "k", false },
        { """{"aud":null,"client_id":""}""", "k", false },
        { """{"aud":null,"client_id":["1example23456789"]}""", "k", false },
        { """{"aud":7}""", "k", false },
        { """{"iss":null}""", "k", false },
        { """{"iss":""}""", "k", false },
        { """{"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example/"}""", "k", false },
        { """{"iss":"HTTPS://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_example"}""", "k", false },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Token_IsTakenOrRefused_WhateverItsAlgorithm(string claims, string? kid, bool taken)
    {
        var made = await AllTokens.Value;
        Serve(made, [.. Algorithms.Select(algorithm => (algorithm, KeyId(kid, algorithm)))]);
        foreach (var algorithm in Algorithms)
        {
            var result = await AuthenticateAsync(_authenticator, made.Tokens[Row(claims, kid, algorithm)]);

            Assert.Equal(taken ? AuthenticationStatus.Succeeded : AuthenticationStatus.Failed, result.Status);
        }
    }

    [Theory]
    [InlineData("k1", "k2")]
    [InlineData("k", "k")]
    [InlineData(null, null)]
    public async Task RotatedKey_IsTakenAtOnce_WithAndWithoutAKid(string? before, string? after)
    {
        var made = await MakeAsync(
            new() { ["old"] = "RS256", ["new"] = "RS256" }, ("old", before, """{"nbf":null}"""),
            ("new", after, """{"nbf":null}"""));
        Serve(made, ("old", before));
        Assert.Equal(AuthenticationStatus.Succeeded, (await AuthenticateAsync(_authenticator, made.Tokens[0])).Status);

        Serve(made, ("new", after));

        Assert.Equal(AuthenticationStatus.Succeeded, (await AuthenticateAsync(_authenticator, made.Tokens[1])).Status);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task ForgedTokens_MakeTheIssuerAskedOnceIn30Seconds()
    {
        var made = await MakeAsync(
            new() { ["real"] = "RS256", ["forged"] = "RS256", ["next"] = "RS256" }, ("real", "k", "{}"),
            ("forged", "x", "{}"), ("next", "n", "{}"));
        Serve(made, ("real", "k"));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(AuthenticationStatus.Failed, (await AuthenticateAsync(_authenticator, made.Tokens[1])).Status);
        }

        Assert.Equal(2, _asked);
        Serve(made, ("next", "n"));
        Assert.Equal(AuthenticationStatus.Failed, (await AuthenticateAsync(_authenticator, made.Tokens[2])).Status);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(AuthenticationStatus.Succeeded, (await AuthenticateAsync(_authenticator, made.Tokens[2])).Status);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{}""")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{"keys":[{"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB"}]}""")]
    public async Task IssuerWithoutAKey_DecidesNothing_AndKeepsTheKeysThatAreKnown(string nothing)
    {
        var made = await MakeAsync(new() { ["k"] = "RS256", ["x"] = "RS256" }, ("k", "k", "{}"), ("x", "x", "{}"));
        _served = nothing;
        Assert.Equal(AuthenticationStatus.Undecided, (await AuthenticateAsync(_authenticator, made.Tokens[0])).Status);

        Serve(made, ("k", "k"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AuthenticationStatus.Succeeded, (await AuthenticateAsync(_authenticator, made.Tokens[0])).Status);

        _served = nothing;
        Assert.Equal(AuthenticationStatus.Failed, (await AuthenticateAsync(_authenticator, made.Tokens[1])).Status);
        Assert.Equal(AuthenticationStatus.Succeeded, (await AuthenticateAsync(_authenticator, made.Tokens[0])).Status);
    }

    [Fact]
    public async Task IssOfTheOpenIdMetadata_IsNotTaken_UnlessItIsConfigured()
    {
        _options.JwksUri = null;
        _options.Authority = new Uri(_issuer.Urls.First());
        var made = await MakeAsync(
            new() { ["k"] = "ES256" }, ("k", "k", """{"iss":"https://another.test"}"""), ("k", "k", "{}"));
        Serve(made, ("k", "k"));
        var authenticator = new JwtAuthenticator(_options, _http, _time, _log);

        Assert.Equal(AuthenticationStatus.Failed, (await AuthenticateAsync(authenticator, made.Tokens[0])).Status);
        Assert.Equal(AuthenticationStatus.Succeeded, (await AuthenticateAsync(authenticator, made.Tokens[1])).Status);
    }

    [Fact]
    public async Task ReasonOfARefusal_IsWarnedOfOnceAMinute()
    {
        var made = await MakeAsync(
            new() { ["k"] = "RS256" }, ("k", "k", """{"aud":null}"""), ("k", "k", """{"exp":0}"""));
        Serve(made, ("k", "k"));
        for (var i = 0; i < 5; i++)
        {
            await AuthenticateAsync(_authenticator, made.Tokens[0]);
            await AuthenticateAsync(_authenticator, made.Tokens[1]);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        await AuthenticateAsync(_authenticator, made.Tokens[0]);

        var lines = _log.Collector.GetSnapshot().Where(line => line.Level == LogLevel.Warning)
            .Select(line => line.Message).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Contains("client_id", lines[0], StringComparison.Ordinal);
        Assert.Contains("exp", lines[1], StringComparison.Ordinal);
        Assert.Contains(" 4 more ", lines[2], StringComparison.Ordinal);
    }

    private static IEnumerable<(string Algorithm, string? Kid, string Claims)> Rows() =>
        from algorithm in Algorithms
        from row in Tokens
        select (algorithm, KeyId(row.Data.Item2, algorithm), row.Data.Item1);

    private static int Row(string claims, string? kid, string algorithm) =>
        Rows().ToList().IndexOf((algorithm, KeyId(kid, algorithm), claims));

    private static string? KeyId(string? kid, string algorithm) => kid is null ? null : $"{kid}-{algorithm}";

    private static ValueTask<AuthenticationResult> AuthenticateAsync(JwtAuthenticator authenticator, string token) =>
        authenticator.AuthenticateAsync(new HeaderDictionary { ["Authorization"] = "Bearer " + token }, Cancel);

    private void Serve(Made made, params (string Key, string? Kid)[] keys) => _served = new JsonObject
    {
        ["keys"] = new JsonArray([.. keys.Select(key =>
        {
            var jwk = JsonNode.Parse(made.Keys[key.Key].GetRawText())!.AsObject();
            if (key.Kid is not null)
            {
                jwk["kid"] = key.Kid;
            }

            return (JsonNode)jwk;
        })]),
    }.ToJsonString();

    private static async Task<Made> MakeAsync(
        Dictionary<string, string> keys, params (string Key, string? Kid, string Claims)[] tokens)
    {
        Assert.SkipUnless(File.Exists(Python), "cannot run here: there is no Python.");
        var start = new ProcessStartInfo(
            Python, [Path.Combine(AppContext.BaseDirectory, "Intake/Authentication/Data/tokens.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        await python.StandardInput.WriteAsync(JsonSerializer.Serialize(new
        {
            keys,
            tokens = tokens.Select(
                token =>
                    new
                    {
                        key = token.Key,
                        header = token.Kid is null
                        ? [] : new Dictionary<string, string> { ["kid"] = token.Kid },
                        claims = Claims(token.Claims)
                    }),
        }));
        python.StandardInput.Close();
        var output = python.StandardOutput.ReadToEndAsync(Cancel);
        var errors = await python.StandardError.ReadToEndAsync(Cancel);
        await python.WaitForExitAsync(Cancel);
        Assert.SkipWhen(
            errors.Contains("ModuleNotFoundError", StringComparison.Ordinal),
            "cannot run here: Python has no PyJWT with cryptography.");
        Assert.True(python.ExitCode == 0, errors);
        var made = JsonElement.Parse(await output);
        return new Made(
            made.GetProperty("keys").EnumerateObject().ToDictionary(key => key.Name, key => key.Value),
            [.. made.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!)]);
    }

    private static JsonObject Claims(string changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["aud"] = "receiver",
            ["sub"] = "eventbridge",
            ["iat"] = Seconds - 60,
            ["nbf"] = Seconds - 60,
            ["exp"] = Seconds + 300,
        };
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value.DeepClone();
            }
        }

        return claims;
    }

    private sealed record Made(Dictionary<string, JsonElement> Keys, string[] Tokens);
}
