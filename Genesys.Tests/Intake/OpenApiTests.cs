using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Intake;

namespace Genesys.Tests.Intake;

public class OpenApiTests
{
    [Fact]
    public async Task InDevelopment_EveryRouteOfEventBridgeIsDescribed()
    {
        using var receiver = ReceiverApp.Start(new() { ["environment"] = "Development" });
        using var client = new HttpClient { BaseAddress = receiver.Address };

        var document = await client.GetFromJsonAsync<JsonElement>(OpenApi.Path, Cancel);

        Assert.Equal(ProductVersion.Current, document.GetProperty("info").GetProperty("version").GetString());
        var paths = document.GetProperty("paths");
        var subscription = paths.GetProperty(SubscriptionEndpoint.Path).GetProperty("post");
        Assert.True(
            subscription.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        string[] statuses = ["200", "400", "401", "409", "413", "415", "422", "429", "503"];
        Assert.All(
            statuses,
            status => Assert.True(subscription.GetProperty("responses").TryGetProperty(status, out _), status));
        Assert.True(paths.GetProperty(ValidateEndpoint.Path).TryGetProperty("post", out _));
        Assert.True(paths.GetProperty(SchemasEndpoint.Path).TryGetProperty("get", out _));
    }

    [Fact]
    public async Task ElsewhereThereIsNone()
    {
        using var receiver = ReceiverApp.Start();
        using var client = new HttpClient { BaseAddress = receiver.Address };
        using var answer = await client.GetAsync(OpenApi.Path, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
