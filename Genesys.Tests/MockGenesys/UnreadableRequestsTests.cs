using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Genesys.Tests.MockGenesys;

public class UnreadableRequestsTests
{
    [Theory]
    [InlineData("PUT", "/mock/sender/rate", """{"perSecond":1797}""")]
    [InlineData("PUT", "/mock/sender/rate", """{"rate":"s1797"}""")]
    [InlineData("PUT", "/mock/sender/settings", """{"rate":1797,"invalid":0.2}""")]
    [InlineData("PUT", "/mock/sender/settings", "s1797")]
    [InlineData("PUT", "/mock/sender/settings", """{"s1797":1}""")]
    [InlineData("PUT", "/mock/limit", """["s1797"]""")]
    [InlineData("POST", "/mock/faults", "{}")]
    [InlineData("POST", "/mock/faults", """{"kind":1797}""")]
    [InlineData("POST", "/mock/faults", """{"kind":"s1797"}""")]
    [InlineData("POST", "/mock/faults", "")]
    [InlineData("GET", "/mock/dead-letters?count=s1797", "")]
    [InlineData("GET", "/consumer/crm?limit=s1797", "")]
    public async Task IsAnswered400WithASentence_ThatDoesNotQuoteIt(string method, string path, string body)
    {
        await using var mock = await AMock.StartAsync(builder => builder.Environment.EnvironmentName = "Development");

        using var answer = await mock.Client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = body.Length > 0 || method != "GET"
                    ? new StringContent(body, Encoding.UTF8, "application/json") : null,
            },
            Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = Assert.IsType<JsonObject>(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel)));
        problem.Remove("traceId");
        Assert.DoesNotContain("1797", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("docs/mock-genesys.md", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/mock/ledger/99")]
    [InlineData("GET", "/mock/fetches/unknown")]
    [InlineData("DELETE", "/mock/faults/unknown")]
    [InlineData("GET", "/consumer/unknown")]
    [InlineData("DELETE", "/consumer/unknown")]
    public async Task WhatIsNotThere_IsAnswered404WithASentence(string method, string path)
    {
        await using var mock = await AMock.StartAsync();

        using var answer = await mock.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.NotEqual("Not Found", problem["title"]!.GetValue<string>());
        Assert.NotNull(problem["detail"]);
    }

    [Theory]
    [InlineData("PUT", "/mock/sender/rate")]
    [InlineData("POST", "/mock/events")]
    public async Task ALongBody_Answers413WithAProblem(string method, string path)
    {
        await using var mock = await AMock.StartAsync(
            ("Sender:Target", ReceiverApp.Nowhere), ("Sender:Rate", "0"));
        using var content = new StringContent(new string(' ', (2 << 20) + 1), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.ExpectContinue = true;

        using var refused = await mock.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.NotNull(JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancel))!["title"]);
    }

    [Fact]
    public async Task SettingsThatWereRefused_StayAsTheyWere()
    {
        await using var mock = await AMock.StartAsync(("Sender:InvalidShare", "0.25"));

        using var refused = await mock.Client.PutAsJsonAsync("/mock/sender/settings", new { raet = 1 }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var sender = await mock.Client.GetFromJsonAsync<JsonObject>("/mock/sender", Cancel);
        Assert.Equal(0.25, sender!["settings"]!["invalidShare"]!.GetValue<double>());
    }
}
