using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.Intake.Authentication;

/// <summary>API keys and Basic, shown to the real receiver.</summary>
public sealed class ApiKeyAndBasicTests(ApiKeyAndBasicTests.Receivers shared)
    : IClassFixture<ApiKeyAndBasicTests.Receivers>
{
    [Theory]
    [InlineData("first", HttpStatusCode.OK)]
    [InlineData("second", HttpStatusCode.OK)]
    [InlineData("third", HttpStatusCode.OK)]
    [InlineData("First", HttpStatusCode.Unauthorized)]
    [InlineData("firs", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task ApiKey_IsOneOfThoseThatAreValidNow(string? shown, HttpStatusCode expected)
    {
        using var answer = await shared.ApiKey.SendAsync(
            request => request.Headers.TryAddWithoutValidation("X-Api-Key", shown));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task TwoApiKeyHeaders_AreRefused()
    {
        using var answer = await shared.ApiKey.SendAsync(
            request => request.Headers.Add("X-Api-Key", ["wrong", "first"]));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("first", "wrong")]
    [InlineData("wrong", "first")]
    [InlineData("first", "first")]
    public async Task ApiKeyInTwoLines_IsRefused(string one, string other) => Assert.Equal(
        AuthenticationResult.Failed,
        await new ApiKeyAuthenticator("X-Api-Key", ["first"]).AuthenticateAsync(
            new HeaderDictionary { ["X-Api-Key"] = new([one, other]) }, Cancel));

    [Fact]
    public async Task ApiKey_CanBeInAnyHeader()
    {
        using var receiver = ReceiverApp.Start(new()
        {
            ["Intake:Auth:Mode"] = "ApiKey",
            ["Intake:Auth:HeaderName"] = "X-Eb-Secret",
            ["Intake:Auth:ApiKeys:0"] = "first",
        });

        using var answer = await receiver.SendAsync(request => request.Headers.Add("X-Eb-Secret", "first"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("ada:s3cret", HttpStatusCode.OK)]
    [InlineData("bob:pass:word", HttpStatusCode.OK)]
    [InlineData("ada:pass:word", HttpStatusCode.Unauthorized)]
    [InlineData("ada:", HttpStatusCode.Unauthorized)]
    [InlineData("ada", HttpStatusCode.Unauthorized)]
    public async Task Basic_NeedsAUserWithItsOwnPassword(string shown, HttpStatusCode expected)
    {
        using var answer = await shared.Basic.SendAsync(
            request =>
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(shown))));

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic")]
    [InlineData("Bearer abc")]
    public async Task BrokenAuthorization_IsRefusedWithAChallenge(string shown)
    {
        using var answer = await shared.Basic.SendAsync(
            request => request.Headers.TryAddWithoutValidation("Authorization", shown));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Basic realm=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongCredentials_Answer403_WhenSoConfigured()
    {
        var settings = BasicSettings();
        settings["Intake:Auth:RejectStatus"] = "403";
        using var receiver = ReceiverApp.Start(settings);

        using var answer = await receiver.SendAsync(_ => { });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task UnauthenticatedCaller_LearnsNothingOfItsBody()
    {
        using var answer = await shared.Basic.SendAsync(
            request => request.Content = new StringContent("not json", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task EventOfAnotherAccount_IsRejectedWithAFinding()
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:Auth:AllowedAccounts:0"] = "111111111111" });

        using var refused = await receiver.SendAsync(new AnEvent().ToString(), Cancel);
        using var taken = await receiver.SendAsync(new AnEvent().With("account", "111111111111").ToString(), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(
            "\"code\":\"not_allowed\"", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task CallersOverTheLimit_AreToldWhenToComeBack()
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:RateLimit"] = "1" });
        using var taken = await receiver.SendAsync(new AnEvent().ToString(), Cancel);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => receiver.SendAsync(new AnEvent().ToString(), Cancel)));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData(null, "Intake:Auth:Mode isn't set")]
    [InlineData("ApiKey", "Intake__Auth__ApiKeys__0")]
    [InlineData("Basic", "Intake__Auth__Users__0__Name")]
    [InlineData("Jwt", "Intake__Auth__Jwt__Issuer")]
    public void MissingCredentials_StopTheStartOutsideDevelopment(string? mode, string expected)
    {
        var failure = Assert.ThrowsAny<Exception>(
            () => ReceiverApp.Start(new() { ["Intake:Auth:Mode"] = mode }).Dispose());

        Assert.Contains(expected, failure.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> BasicSettings() => new()
    {
        ["Intake:Auth:Mode"] = "Basic",
        ["Intake:Auth:Users:0:Name"] = "ada",
        ["Intake:Auth:Users:0:Password"] = "s3cret",
        ["Intake:Auth:Users:1:Name"] = "bob",
        ["Intake:Auth:Users:1:Password"] = "pass:word",
    };

    /// <summary>The receivers that most of the tests share.</summary>
    public sealed class Receivers : IDisposable
    {
        public ReceiverApp ApiKey { get; } = ReceiverApp.Start(new()
        {
            ["Intake:Auth:Mode"] = "ApiKey",
            ["Intake:Auth:ApiKeys:0"] = "first",
            ["Intake:Auth:ApiKeys:1"] = "second",
            ["Intake:Auth:ApiKeys:2"] = HashedSecret.HashPrefix + Convert.ToHexStringLower(SHA256.HashData("third"u8)),
        });

        public ReceiverApp Basic { get; } = ReceiverApp.Start(BasicSettings());

        public void Dispose()
        {
            ApiKey.Dispose();
            Basic.Dispose();
        }
    }
}
