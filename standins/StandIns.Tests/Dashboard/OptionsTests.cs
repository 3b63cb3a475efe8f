using Aspire.Dashboard;
using Aspire.Dashboard.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace StandIns.Tests.Dashboard;

public class OptionsTests
{
    [Theory]
    [InlineData("ASPIRE_")]
    [InlineData("DOTNET_")]
    public void VariablesOfAHost_FillTheOptions(string prefix)
    {
        var options = Setup(
            (prefix + "DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:4317"), (prefix + "DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http://localhost:4318"),
            (prefix + "RESOURCE_SERVICE_ENDPOINT_URL", "https://localhost:22000"), ("Dashboard:ResourceServiceClient:ApiKey", "key"), ("urls", "http://localhost:18888"));

        Assert.Equal("http://localhost:4317", options.Otlp.GrpcEndpointUrl);
        Assert.Equal("http://localhost:4318", options.Otlp.HttpEndpointUrl);
        Assert.Equal("https://localhost:22000", options.ResourceServiceClient.Url);
        Assert.Equal(("BrowserToken", "Unsecured", "ApiKey", "ApiKey"), (options.Frontend.AuthMode, options.Otlp.AuthMode, options.Api.AuthMode, options.ResourceServiceClient.AuthMode));
        Assert.Equal(32, options.Frontend.BrowserToken!.Length);
    }

    [Fact]
    public void WhatIsWrong_IsSaidAllAtOnceWithoutQuotingIt()
    {
        var error = Assert.Throws<OptionsValidationException>(() => DashboardApplication.Build([], builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "nonsense-address",
            ["Dashboard:Otlp:AuthMode"] = "ApiKey",
            ["Dashboard:Frontend:AuthMode"] = "OpenIdConnect",
            ["Dashboard:TelemetryLimits:MaxTraceCount"] = "0",
            ["Dashboard:Otlp:Cors:AllowedOrigins"] = "*",
        })));

        Assert.Equal(5, error.Failures.Count());
        Assert.DoesNotContain("nonsense", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneAddressForTwoUses_IsOneListener_ButNotForGrpcWithoutTls()
    {
        var shared = Setup(("urls", "http://localhost:5000"), ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http://localhost:5000"));
        Assert.Equal(ListenerUse.Pages | ListenerUse.OtlpHttp, Assert.Single(Listener.From(shared)).Use);

        var mixed = Setup(("urls", "http://localhost:5000"), ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:5000"));
        Assert.True(new DashboardOptionsSetup(new ConfigurationBuilder().Build()).Validate(null, mixed).Failed);
    }

    private static DashboardOptions Setup(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        var options = configuration.GetSection(DashboardOptions.Section).Get<DashboardOptions>() ?? new DashboardOptions();
        new DashboardOptionsSetup(configuration).PostConfigure(null, options);
        return options;
    }
}
