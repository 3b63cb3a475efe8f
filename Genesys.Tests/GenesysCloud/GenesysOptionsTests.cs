using Genesys.Receiver.GenesysCloud;
using Genesys.Tests.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.GenesysCloud;

public class GenesysOptionsTests
{
    [Theory]
    [InlineData("us-east-1", "mypurecloud.com")]
    [InlineData("us-east-2", "use2.us-gov-pure.cloud")]
    [InlineData("us-west-2", "usw2.pure.cloud")]
    [InlineData("ca-central-1", "cac1.pure.cloud")]
    [InlineData("sa-east-1", "sae1.pure.cloud")]
    [InlineData("mx-central-1", "mxc1.pure.cloud")]
    [InlineData("eu-west-1", "mypurecloud.ie")]
    [InlineData("eu-west-2", "euw2.pure.cloud")]
    [InlineData("eu-central-1", "mypurecloud.de")]
    [InlineData("eu-central-2", "euc2.pure.cloud")]
    [InlineData("ap-northeast-1", "mypurecloud.jp")]
    [InlineData("ap-northeast-2", "apne2.pure.cloud")]
    [InlineData("ap-northeast-3", "apne3.pure.cloud")]
    [InlineData("ap-southeast-1", "apse1.pure.cloud")]
    [InlineData("ap-southeast-2", "mypurecloud.com.au")]
    [InlineData("ap-south-1", "aps1.pure.cloud")]
    [InlineData("me-central-1", "mec1.pure.cloud")]
    [InlineData("eusc-de-east-1", "edee1.eusc-pure.cloud")]
    public void Region_PicksBothHosts(string region, string domain)
    {
        var endpoints = Endpoints(new GenesysOptions { Region = region });

        Assert.Equal($"https://login.{domain}/oauth/token", endpoints.Token.AbsoluteUri);
        Assert.Equal(
            $"https://api.{domain}/api/v2/conversations/c",
            endpoints.Conversation(ConversationIds.Of("c")).AbsoluteUri);
    }

    [Fact]
    public void EveryRegion_HasACase() =>
        Assert.Equal(18, GenesysRegions.Names.Count);

    [Theory]
    [InlineData(
        null, null, "https://login.mypurecloud.com/oauth/token", "https://api.mypurecloud.com/api/v2/conversations/c")]
    [InlineData(
        "http://127.0.0.1:8010/", null, "http://127.0.0.1:8010/api/v2/oauth/token",
        "http://127.0.0.1:8010/api/v2/conversations/c")]
    [InlineData("http://h/api", "http://h/login/", "http://h/login/oauth/token", "http://h/api/api/v2/conversations/c")]
    [InlineData(null, "http://h", "http://h/oauth/token", "https://api.mypurecloud.com/api/v2/conversations/c")]
    [InlineData(
        " ", "", "https://login.mypurecloud.com/oauth/token", "https://api.mypurecloud.com/api/v2/conversations/c")]
    public void Bases_TakeTheRegionsPlace(string? apiBase, string? loginBase, string token, string conversation)
    {
        var endpoints = Endpoints(new GenesysOptions { ApiBase = apiBase, LoginBase = loginBase });

        Assert.Equal(token, endpoints.Token.AbsoluteUri);
        Assert.Equal(conversation, endpoints.Conversation(ConversationIds.Of("c")).AbsoluteUri);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("http://127.0.0.1:8010", null, false)]
    [InlineData("http://localhost:8010", "http://[::1]:8010", false)]
    [InlineData("https://proxy", "http://proxy", true)]
    [InlineData("http://proxy", "https://proxy", true)]
    public void HttpToAnotherMachine_IsInClear(string? apiBase, string? loginBase, bool isInClear) =>
        Assert.Equal(isInClear, Endpoints(new GenesysOptions { ApiBase = apiBase, LoginBase = loginBase }).IsInClear);

    [Theory]
    [InlineData("Genesys:Region", "mars-north-1", "Genesys:Region")]
    [InlineData("GENESYS_API_BASE", "mypurecloud.com", "GENESYS_API_BASE")]
    [InlineData("GENESYS_API_BASE", "ftp://mypurecloud.com", "GENESYS_API_BASE")]
    [InlineData("GENESYS_LOGIN_BASE", "https://me:secret@login.mypurecloud.com", "GENESYS_LOGIN_BASE")]
    [InlineData("GENESYS_LOGIN_BASE", "https://login.mypurecloud.com?token=secret", "GENESYS_LOGIN_BASE")]
    [InlineData("Genesys:RequestsPerMinute", "0", "Genesys:RequestsPerMinute")]
    [InlineData("Genesys:FetchTopics:0", "", "Genesys:FetchTopics:0")]
    [InlineData("Genesys:FetchTopics:0", " ", "Genesys:FetchTopics:0")]
    [InlineData("Genesys:MinFetchInterval", "00:05:01", "Genesys:MinFetchInterval")]
    [InlineData("Genesys:MinFetchInterval", "-00:00:01", "Genesys:MinFetchInterval")]
    [InlineData("Genesys:NotFoundGrace", "1.00:00:01", "Genesys:NotFoundGrace")]
    public void WrongSetting_IsNamed_AndNotQuoted(string key, string value, string name)
    {
        using var client = new ClientFixture((key, value));

        var exception = Assert.Throws<OptionsValidationException>(
            client.Services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(name, Assert.Single(exception.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_IsDegradedWithASentence_NeverUnhealthy()
    {
        using var client = new ClientFixture(("GENESYS_CLIENT_ID", null));
        client.Tokens.Start();

        var report = await client.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(
            Cancel);

        Assert.Equal(HealthStatus.Degraded, report.Entries["genesys"].Status);
        Assert.Contains("GENESYS_CLIENT_ID", report.Entries["genesys"].Description, StringComparison.Ordinal);
    }

    private static GenesysEndpoints Endpoints(GenesysOptions options) => new(Options.Create(options));
}
