using System.Net;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Genesys.Tests.Configuration;

public class HealthProbeTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://+:8000", "http://127.0.0.1:8000")]
    [InlineData("ASPNETCORE_URLS", "http://*:8000;https://*:8443", "http://127.0.0.1:8000")]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:8000/", "http://127.0.0.1:8000")]
    [InlineData("ASPNETCORE_URLS", "http://[::]:8000", "http://127.0.0.1:8000")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:8000", "http://127.0.0.1:8000")]
    [InlineData("ASPNETCORE_URLS", "http://localhost", "http://localhost:80")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "8080;8081", "http://127.0.0.1:8080")]
    [InlineData("PATH", "/bin", "http://127.0.0.1:5000")]
    public void Address_IsWhereKestrelListens(string variable, string value, string address) =>
        Assert.Equal(address, HealthProbe.AddressOf(name => name == variable ? value : null));

    [Theory]
    [InlineData(HttpStatusCode.OK, 0)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    public async Task Answer_DecidesTheExitCode(HttpStatusCode status, int exitCode)
    {
        await using var app = LoopbackApp.Build();
        app.MapGet("/health", () => Results.StatusCode((int)status));
        await app.StartAsync(Cancel);

        Assert.Equal(exitCode, HealthProbe.Answer([HealthProbe.Option, app.Urls.Single() + "/health"]));
    }

    [Fact]
    public void OtherArguments_AreNotForIt() => Assert.Null(HealthProbe.Answer(["--urls=http://127.0.0.1:0"]));
}
