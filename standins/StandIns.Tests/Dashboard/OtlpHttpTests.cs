using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Wire;
using Google.Protobuf;
using static StandIns.Tests.Dashboard.Sample;

namespace StandIns.Tests.Dashboard;

public sealed class OtlpHttpTests : IAsyncLifetime
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private RunningDashboard _dashboard = null!;

    public async ValueTask InitializeAsync() => _dashboard = await RunningDashboard.StartAsync(("Dashboard:TelemetryLimits:MaxRequestBytes", "200000"), ("Dashboard:TelemetryLimits:MaxRecordBytes", "50000"));

    public ValueTask DisposeAsync() => _dashboard.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ProtobufTraces_AreStored(bool gzip)
    {
        var body = Traces("shop", ASpan(1, 1), ASpan(1, 2, 1, error: "broken")).ToByteArray();

        var answer = await PostAsync("/v1/traces", gzip ? Gzip(body) : body, Protobuf, gzip ? "gzip" : null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Protobuf, answer.Content.Headers.ContentType?.MediaType);
        Assert.Null(ExportTraceServiceResponse.Parser.ParseFrom(await BytesAsync(answer)).PartialSuccess);
        var use = _dashboard.Store.Traces.Use;
        Assert.Equal((1, 2), (use.Groups, use.Records));
    }

    [Fact]
    public async Task JsonOfAnSdk_IsStoredLikeProtobuf()
    {
        const string body = """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}}]},"unknownMember":{"a":[1,{}]},
            "scopeSpans":[{"scope":{"name":"s"},"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","parentSpanId":"","name":"GET","kind":2,
            "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,"status":{"code":2},
            "attributes":[{"key":"n","value":{"intValue":"42"}},{"key":"d","value":{"doubleValue":0.5}},{"key":"l","value":{"arrayValue":{"values":[{"boolValue":true}]}}}]}]}]}]}
            """;

        var answer = await PostAsync("/v1/traces", Encoding.UTF8.GetBytes(body), Json + "; charset=utf-8");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var span = Assert.Single(_dashboard.Store.Traces.AllSpans());
        Assert.Equal(("web", "GET", 1_000_000_000UL, true), (span.Resource.Name, span.Name, span.Duration, span.IsError));
        Assert.Equal(new Aspire.Dashboard.Telemetry.Attribute[] { new("n", "42"), new("d", "0.5"), new("l", "[true]") }, Aspire.Dashboard.Telemetry.Attribute.From(span.Decode().Attributes));
    }

    [Fact]
    public async Task LogsAndMetrics_AreStored()
    {
        await PostAsync("/v1/logs", Logs("shop", ALog("hello")).ToByteArray(), Protobuf);
        await PostAsync("/v1/metrics", Metrics("shop", Counter("orders", (Start, 1))).ToByteArray(), Protobuf);

        Assert.Equal(1, _dashboard.Store.Logs.Use.Records);
        Assert.Equal((1, 1), (_dashboard.Store.Metrics.Use.Groups, _dashboard.Store.Metrics.Use.Records));
    }

    [Theory]
    [InlineData(Protobuf, "\u0001\u0002\u0003", 400)]
    [InlineData(Json, "{", 400)]
    [InlineData(Json, "[]", 400)]
    [InlineData(Json, "{\"resourceSpans\":{}}", 400)]
    [InlineData(Json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"xyz\"}]}]}]}", 400)]
    [InlineData(Json, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":\"99999999999999999999\"}]}]}]}", 400)]
    [InlineData("text/plain", "hello", 415)]
    public async Task MalformedBody_IsRefusedWithAStatusInTheSendersEncoding(string type, string body, int status)
    {
        var answer = await PostAsync("/v1/traces", Encoding.Latin1.GetBytes(body), type);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(type == Json ? Json : Protobuf, answer.Content.Headers.ContentType?.MediaType);
        if (type == Json)
        {
            Assert.Contains("\"code\":3", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(3UL, WireFields.LastVarint(await BytesAsync(answer), 1));
        }
    }

    [Fact]
    public async Task BodyPastTheLimit_Is413_AlsoWhenItOnlyUnpacksToThat()
    {
        var large = new byte[300_000];

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("/v1/traces", large, Protobuf)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("/v1/traces", Gzip(large), Protobuf, "gzip")).StatusCode);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.BadRequest)]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType)]
    public async Task CompressionThatIsBrokenOrUnknown_IsRefused(string encoding, HttpStatusCode status) =>
        Assert.Equal(status, (await PostAsync("/v1/traces", [1, 2, 3, 4], Protobuf, encoding)).StatusCode);

    [Fact]
    public async Task RecordsThatCannotBeTaken_AreCountedAndTheOthersKept()
    {
        var noId = ASpan(1, 1);
        noId.TraceId = ByteString.CopyFrom(1, 2, 3);
        var noStart = ASpan(1, 2, start: 0);
        var tooLong = ASpan(1, 3, attributes: Pair("long", new string('x', 60_000)));

        var answer = await PostAsync("/v1/traces", Traces("shop", noId, noStart, tooLong, ASpan(1, 4)).ToByteArray(), Protobuf);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var partial = ExportTraceServiceResponse.Parser.ParseFrom(await BytesAsync(answer)).PartialSuccess;
        Assert.Equal(3, partial.RejectedSpans);
        Assert.NotEmpty(partial.ErrorMessage);
        Assert.Equal(1, _dashboard.Store.Traces.Use.Records);
    }

    [Fact]
    public async Task TelemetryAndPages_AnswerAtTheirOwnAddressOnly()
    {
        using var pages = new HttpClient { BaseAddress = _dashboard.Pages };
        var body = Traces("shop", ASpan(1, 1)).ToByteArray();
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(Protobuf) } };

        Assert.Equal(HttpStatusCode.NotFound, (await pages.PostAsync("/v1/traces", content, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _dashboard.Http.GetAsync("/traces", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await pages.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _dashboard.Http.GetAsync("/alive", TestContext.Current.CancellationToken)).StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await _dashboard.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    private static Task<byte[]> BytesAsync(HttpResponseMessage answer) => answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
}
