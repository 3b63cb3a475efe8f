using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Genesys.Receiver.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Genesys.Tests.Admin;

/// <summary>Operators by the access tokens of an OpenID Connect issuer.</summary>
public sealed class OperatorTokenTests : IAsyncLifetime
{
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "key-1" };
    private WebApplication _issuer = null!;
    private AdminApp _app = null!;

    private string Authority => _issuer.Urls.First();

    public async ValueTask InitializeAsync()
    {
        _issuer = LoopbackApp.Build();
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(
            new RsaSecurityKey(_key.Rsa.ExportParameters(false)) { KeyId = _key.KeyId });
        _issuer.MapGet(
            "/.well-known/openid-configuration",
            () => Results.Json(new { issuer = Authority, jwks_uri = Authority + "/jwks" }));
        _issuer.MapGet(
            "/jwks",
            () => Results.Json(new { keys = new[] { new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E } } }));
        await _issuer.StartAsync(Cancel);
        _app = await AdminApp.StartAsync(
            "Production", ("Admin:OpenIdConnect:Authority", Authority), ("Admin:OpenIdConnect:Audience", "receiver"),
            ("Admin:ApiKeys:0", "an-operators-long-key"));
        // Who comes before the issuer's keys waits two seconds for them, and is then told to come again.
        await Eventually.IsTrue(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/me");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token([]));
                using var answer = await _app.Client.SendAsync(request, Cancel);
                return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
            },
            "the issuer's keys are known");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
        _key.Rsa.Dispose();
    }

    [Theory]
    [InlineData("operator", OperatorRole.Operator, false)]
    [InlineData("reader", OperatorRole.Reader, false)]
    [InlineData("reader,operator", OperatorRole.Operator, false)]
    [InlineData("reader,personal-data", OperatorRole.Reader, true)]
    [InlineData("else,operator,personal-data", OperatorRole.Operator, true)]
    public async Task AToken_HasANameRolesAndARight(string roles, OperatorRole role, bool personalData) => Assert.Equal(
        new OperatorIdentity { Name = "alice@example.com", Role = role, PersonalData = personalData },
        await Receiver(Token(new() { ["roles"] = roles.Split(','), ["preferred_username"] = "alice@example.com" }))
            .GetOperatorAsync(Cancel));

    [Fact]
    public async Task ATokenWithOneRoleAsText_HasIt() => Assert.Equal(
        OperatorRole.Reader, (await Receiver(Token(new() { ["roles"] = "reader" })).GetOperatorAsync(Cancel)).Role);

    [Fact]
    public async Task ATokenWithoutAName_HasItsSubject() => Assert.Equal(
        "subject-7", (await Receiver(Token(new() { ["roles"] = "reader" })).GetOperatorAsync(Cancel)).Name);

    [Fact]
    public async Task ATokensName_IsOneLineOfText() => Assert.Equal(
        "alice",
        (await Receiver(Token(new() { ["roles"] = "reader", ["preferred_username"] = "al\0ice\n" }))
            .GetOperatorAsync(Cancel)).Name);

    [Theory]
    [InlineData("subject\0-7\r\n2026-03-01 forged\u2028line", "subject-72026-03-01 forgedline")]
    [InlineData("\n\0", null)]
    public async Task ATokensSubject_IsOneLineOfTextToo(string subject, string? name)
    {
        Assert.Equal(
            name,
            (await Receiver(Token(new() { ["roles"] = "reader" }, subject: subject)).GetOperatorAsync(Cancel)).Name);
        Assert.Equal(
            name,
            (await Receiver(Token(new() { ["roles"] = "reader", ["preferred_username"] = " \n" }, subject: subject))
                .GetOperatorAsync(Cancel)).Name);
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"\ud800"}""", """{"sub":"a"}""")]
    [InlineData("""{"alg":"RS256","kid":"key-1"}""", """{"sub":"\ud800"}""")]
    [InlineData("""{"alg":"RS256","\ud800":"key-1"}""", """{"\ud800":"a"}""")]
    public async Task ATokenWithHalfASurrogatePair_IsRefused(string header, string payload)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";
        var signature = _key.Rsa.SignData(
            System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.Equal(401, (await RefusedAsync($"{signed}.{Base64UrlEncoder.Encode(signature)}")).Status);
    }

    [Theory]
    [InlineData("reader", true)]
    [InlineData("operator", true)]
    [InlineData("Operator", false)]
    [InlineData(null, false)]
    public async Task Health_TellsReasonsToWhoMayRead(string? roles, bool told)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", Token(roles is null ? [] : new() { ["roles"] = roles }));

        using var answer = await _app.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            told,
            JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel)).GetProperty("checks")
                .GetProperty("journal").TryGetProperty("description", out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Operator")]
    [InlineData("personal-data")]
    public async Task ATokenWithoutARole_MayNothing(string? roles)
    {
        var receiver = Receiver(Token(roles is null ? [] : new() { ["roles"] = roles }));

        var failure = await Assert.ThrowsAsync<ReceiverException>(() => receiver.GetOperatorAsync(Cancel));
        Assert.Equal(403, failure.Status);
        Assert.StartsWith("This needs the role reader or operator", failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            403, (await Assert.ThrowsAsync<ReceiverException>(() => receiver.StopJobAsync(1, Cancel))).Status);
    }

    [Fact]
    public async Task AReadersToken_CantAct() => Assert.Equal(
        403,
        (await Assert.ThrowsAsync<ReceiverException>(
            () => Receiver(Token(new() { ["roles"] = "reader" })).StopJobAsync(1, Cancel))).Status);

    [Fact]
    public async Task ATokenForAnotherAudience_OrOfAnotherIssuer_IsRefused()
    {
        Assert.Equal(401, (await RefusedAsync(Token(new() { ["roles"] = "operator" }, audience: "another"))).Status);
        Assert.Equal(
            401,
            (await RefusedAsync(
                Token(new() { ["roles"] = "operator" }, issuer: "https://another.example.com"))).Status);
        Assert.Equal(401, (await RefusedAsync("not-a-token")).Status);
    }

    [Fact]
    public async Task KeysGoOnWorkingBesideTokens_AndBothAreAskedFor()
    {
        Assert.Equal(
            OperatorRole.Operator, (await _app.Receiver("an-operators-long-key").GetOperatorAsync(Cancel)).Role);
        using var answer = await _app.Client.GetAsync("/admin/me", Cancel);
        Assert.Equal("ApiKey realm=\"genesys-receiver admin\", Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    private Task<ReceiverException> RefusedAsync(string token) =>
        Assert.ThrowsAsync<ReceiverException>(() => Receiver(token).GetOperatorAsync(Cancel));

    private ReceiverClient Receiver(string token) => new(_app.Client, ReceiverCredential.Bearer(token));

    private string Token(
        Dictionary<string, object> claims, string? issuer = null, string audience = "receiver",
        string subject = "subject-7") =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Authority,
            Audience = audience,
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
            Claims = new Dictionary<string, object>(claims) { ["sub"] = subject },
            SigningCredentials = new SigningCredentials(_key, "RS256"),
        });
}
