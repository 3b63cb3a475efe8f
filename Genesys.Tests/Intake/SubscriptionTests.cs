using System.Net;
using System.Text;
using System.Text.Json;
using Genesys.Receiver.Intake;
using Genesys.Receiver.Journal;
using Genesys.Tests.Intake.Bodies;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Intake;

/// <summary>The HTTP contract, spoken to the real receiver while CloudWatch and Genesys Cloud are away.</summary>
public sealed class SubscriptionTests(SubscriptionTests.Receiver shared) : IClassFixture<SubscriptionTests.Receiver>
{
    private readonly ReceiverApp _receiver = shared.App;

    [Fact]
    public async Task ValidEvent_IsAcceptedWithItsId()
    {
        var sent = new AnEvent();

        using var answer = await _receiver.SendAsync(sent.ToString(), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await ReadAsync(answer);
        Assert.Equal("accepted", body.GetProperty("status").GetString());
        Assert.Equal(sent.Id, body.GetProperty("eventId").GetString());
        AssertRequestId(answer, body);
    }

    [Fact]
    public async Task SameEventAgain_IsADuplicate()
    {
        var sent = new AnEvent().ToString();
        using var first = await _receiver.SendAsync(sent, Cancel);

        using var second = await _receiver.SendAsync(sent, Cancel);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal("duplicate", (await ReadAsync(second)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task SixteenOfTheSameAtOnce_AreAcceptedOnce()
    {
        var sent = new AnEvent().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _receiver.SendAsync(sent, Cancel)));

        var words = new List<string?>();
        foreach (var answer in answers)
        {
            words.Add((await ReadAsync(answer)).GetProperty("status").GetString());
            answer.Dispose();
        }

        Assert.Single(words, "accepted");
        Assert.Equal(15, words.Count(word => word == "duplicate"));
    }

    [Fact]
    public async Task EventThatBreaksItsSchema_Answers400WithEveryFinding()
    {
        var sent = new AnEvent().With("event_type", "genesys.cloud.conversation.deleted").Without("time")
            .WithData("id", 7);

        using var answer = await _receiver.SendAsync(sent.ToString(), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        var body = await ReadAsync(answer);
        Assert.Equal("Invalid payload structure", body.GetProperty("error").GetString());
        Assert.Equal("Invalid payload structure", body.GetProperty("title").GetString());
        Assert.Equal(400, body.GetProperty("status").GetInt32());
        Assert.Equal("genesys.cloud/1", body.GetProperty("schema").GetString());
        Assert.Equal(32, body.GetProperty("traceId").GetString()?.Length);
        var paths = body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString())
            .ToList();
        Assert.Contains("/time", paths);
        Assert.Contains("/data/id", paths);
        Assert.Contains("data.id: ", body.GetProperty("details").GetString(), StringComparison.Ordinal);
        AssertRequestId(answer, body);
    }

    [Fact]
    public async Task MalformedJson_Answers400WithItsByteOffset()
    {
        using var answer = await _receiver.SendAsync("""{"id": "1", "source": }""", Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single((await ReadAsync(answer)).GetProperty("errors").EnumerateArray());
        Assert.Equal("malformed_json", error.GetProperty("code").GetString());
        Assert.Equal(22, error.GetProperty("byteOffset").GetInt64());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("42")]
    public async Task BodyThatIsNoEvent_Answers400(string body)
    {
        using var answer = await _receiver.SendAsync(body, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task MegabyteOfEventType_IsNotQuoted()
    {
        var marker = new string('Q', 90_000);

        using var answer = await _receiver.SendAsync(new AnEvent().With("event_type", marker).ToString(), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("QQQ", text, StringComparison.Ordinal);
        Assert.True(text.Length < 4096);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task OtherContentType_Answers415(string? contentType)
    {
        using var answer = await _receiver.SendAsync(
            Encoding.UTF8.GetBytes(new AnEvent().ToString()), contentType, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        AssertRequestId(answer, await ReadAsync(answer));
    }

    [Fact]
    public async Task CompressedBody_Answers415()
    {
        using var client = new HttpClient();
        using var content = new StringContent(new AnEvent().ToString(), Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var answer = await client.PostAsync(
            new Uri(_receiver.Address, SubscriptionEndpoint.Path), content, Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task BodyThatIsntWhatItsEncodingSays_IsAnsweredOnce_AndIsAnAnomaly(string encoding)
    {
        using var receiver = ReceiverApp.Start(new() { ["Intake:Decompress"] = "true" });
        using var client = new HttpClient();
        var sent = Encoding.UTF8.GetBytes(new AnEvent().ToString());
        var compressed = BodyReaderTests.Compress(sent, encoding);

        Assert.Equal(HttpStatusCode.OK, await SendAsync(compressed));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await SendAsync(sent));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(compressed[..(compressed.Length / 2)]));
        var journal = receiver.Services.GetRequiredService<IJournal>();
        Assert.Equal(2, (await journal.GetStateAsync(Cancel)).OpenAnomalies);

        async Task<HttpStatusCode> SendAsync(byte[] body)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.Add("Content-Type", "application/json");
            content.Headers.ContentEncoding.Add(encoding);
            using var answer = await client.PostAsync(
                new Uri(receiver.Address, SubscriptionEndpoint.Path), content, Cancel);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyOverTheLimit_Answers413(bool chunked)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(_receiver.Address, SubscriptionEndpoint.Path));
        request.Content = new StringContent(
            new AnEvent().With("account", new string('1', 100_000)).ToString(), Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        AssertRequestId(answer, await ReadAsync(answer));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task OtherMethod_Answers405WithAllow(string method)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(_receiver.Address, SubscriptionEndpoint.Path));

        using var answer = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
        AssertRequestId(answer, await ReadAsync(answer));
    }

    [Fact]
    public async Task TrailingSlash_IsNotRedirected()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var content = new StringContent(new AnEvent().ToString(), Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync(
            new Uri(_receiver.Address, SubscriptionEndpoint.Path + "/"), content, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/openapi.json")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/")]
    public async Task PathsOutsideTheContract_Answer404InProduction(string path)
    {
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(_receiver.Address, path), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        AssertRequestId(answer, await ReadAsync(answer));
    }

    [Fact]
    public async Task Batch_IsAnsweredWithAnItemPerElement()
    {
        var again = new AnEvent().ToString();
        using var before = await _receiver.SendAsync(again, Cancel);
        var batch = $"[{new AnEvent()},{again},{new AnEvent().Without("id")}]";

        using var answer = await _receiver.SendAsync(batch, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var items = (await ReadAsync(answer)).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["accepted", "duplicate", "rejected"], items.Select(item => item.GetProperty("status").GetString()));
        Assert.Equal("/id", items[2].GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task ServerHeader_IsNotSent()
    {
        using var answer = await _receiver.SendAsync(new AnEvent().ToString(), Cancel);

        Assert.Empty(answer.Headers.Server);
    }

    [Fact]
    public async Task EveryProblem_IsExplainedAtItsType()
    {
        using var client = new HttpClient();

        foreach (var problem in Genesys.Receiver.Answers.Problems.All)
        {
            using var answer = await client.GetAsync(new Uri(_receiver.Address, problem.Type), Cancel);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains(problem.Title, await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CloudWatchAndGenesysAway_IsDegradedAndStillReady()
    {
        using var answer = await _receiver.SendAsync("{", Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        JsonElement health = default;
        await Eventually.IsTrue(
            async () => (health = await _receiver.HealthAsync()).GetProperty("checks").GetProperty("cloudwatch")
                .GetProperty("status").GetString() != "Healthy",
            "CloudWatch is missed");

        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        var checks = health.GetProperty("checks");
        Assert.Equal("Degraded", checks.GetProperty("cloudwatch").GetProperty("status").GetString());
        Assert.Contains(
            "set AWS_REGION", checks.GetProperty("cloudwatch").GetProperty("description").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("Healthy", checks.GetProperty("journal").GetProperty("status").GetString());
        Assert.Equal("Healthy", checks.GetProperty("intake").GetProperty("status").GetString());
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));

    private static void AssertRequestId(HttpResponseMessage answer, JsonElement body)
    {
        var id = Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(id, body.GetProperty("requestId").GetString());
    }

    public sealed class Receiver : IDisposable
    {
        public ReceiverApp App { get; } = ReceiverApp.Start(new() { ["Intake:MaxBodyBytes"] = "100000" });

        public void Dispose() => App.Dispose();
    }
}
