using System.Net;

namespace Genesys.Tests.MockGenesys;

public class TokenTests
{
    [Theory]
    [InlineData("/oauth/token")]
    [InlineData("/api/v2/oauth/token")]
    public async Task BasicCredentials_GetABearerToken(string path)
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.AskForTokenAsync("client", "secret", path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = await AMock.ReadAsync(answer);
        Assert.Equal("bearer", token["token_type"]!.GetValue<string>());
        Assert.Equal(86400, token["expires_in"]!.GetValue<int>());
        Assert.True(token["access_token"]!.GetValue<string>().Length > 60);
    }

    [Fact]
    public async Task CredentialsInTheForm_GetABearerToken()
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.Client.PostAsync(
            "/api/v2/oauth/token",
            new FormUrlEncodedContent(
                [new("grant_type", "client_credentials"), new("client_id", "client"), new("client_secret", "secret")]),
            Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("someone else", "secret", "client not found")]
    [InlineData("client", "guess", "bad credentials")]
    [InlineData("", "", "client not found")]
    public async Task WrongCredentials_AreAnInvalidClient(string id, string secret, string description)
    {
        await using var mock = await AMock.StartAsync(("Mock:ClientId", "client"), ("Mock:ClientSecret", "secret"));

        using var answer = await mock.AskForTokenAsync(id, secret);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await AMock.ReadAsync(answer);
        Assert.Equal("invalid_client", problem["error"]!.GetValue<string>());
        Assert.Equal(description, problem["description"]!.GetValue<string>());
        Assert.Equal(description, problem["error_description"]!.GetValue<string>());
    }

    [Fact]
    public async Task NoConfiguredClient_TheFirstSecretOfAClientIsItsSecret()
    {
        await using var mock = await AMock.StartAsync();

        using var first = await mock.AskForTokenAsync("client", "secret");
        using var other = await mock.AskForTokenAsync("client", "another");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [Fact]
    public async Task OtherGrantType_IsUnsupported()
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.Client.PostAsync(
            "/oauth/token", new FormUrlEncodedContent([new("grant_type", "password")]),
            Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("unsupported_grant_type", (await AMock.ReadAsync(answer))["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task BodyThatIsNoForm_IsAnInvalidRequest()
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.Client.PostAsync(
            "/oauth/token", new StringContent("{}"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid_request", (await AMock.ReadAsync(answer))["error"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("300", 300)]
    [InlineData("00:05:00", 300)]
    [InlineData("2.00:00:00", 172800)]
    public async Task TokenLifetime_IsReadAsSecondsOrAsATime(string setting, int seconds)
    {
        await using var mock = await AMock.StartAsync(("Mock:TokenLifetime", setting));

        using var answer = await mock.AskForTokenAsync("client", "secret");

        Assert.Equal(seconds, (await AMock.ReadAsync(answer))["expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task TokenAtItsEnd_IsExpired()
    {
        await using var mock = await AMock.StartAsync(("Mock:TokenLifetime", "00:05:00"));
        await mock.SignInAsync();

        mock.Clock.Advance(TimeSpan.FromSeconds(299));
        using var before = await mock.GetAsync("/api/v2/conversations/c1");
        mock.Clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await mock.GetAsync("/api/v2/conversations/c1");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal("credentials.expired", (await AMock.ReadAsync(after))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task RevokedTokens_AreUnknownAtOnce()
    {
        await using var mock = await AMock.StartAsync();
        await mock.SignInAsync();
        using var before = await mock.GetAsync("/api/v2/conversations/c1");

        using var revoked = await mock.Client.DeleteAsync("/mock/tokens", Cancel);
        using var after = await mock.GetAsync("/api/v2/conversations/c1");

        Assert.Equal((200, 401), ((int)before.StatusCode, (int)after.StatusCode));
        Assert.Equal(1, (await AMock.ReadAsync(revoked))["revoked"]!.GetValue<int>());
    }
}
