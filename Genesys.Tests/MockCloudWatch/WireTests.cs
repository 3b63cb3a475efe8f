using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Genesys.Tests.MockCloudWatch;

public sealed class WireTests : AMockWithAStream
{
    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"logGroupName\":1}")]
    [InlineData("{\"logGroupName\":\"\\ud800\"}")]
    [InlineData("{\"tags\":{\"\\udc00\":\"x\"},\"logGroupName\":\"g\"}")]
    public Task BodyThatIsntTheOperations_IsASerializationException(string body) => Server.AssertRefusedAsync(
        "CreateLogGroup", Encoding.UTF8.GetBytes(body), "SerializationException",
        "The request body isn't JSON of the operation's shape.");

    [Theory]
    [InlineData("CreateLogGroup", "logGroupName")]
    [InlineData("PutLogEvents", "logGroupName")]
    public Task BrokenUtf8_IsASerializationException(string operation, string member) => Server.AssertRefusedAsync(
        operation,
        (byte[])[.. Encoding.UTF8.GetBytes($"{{\"{member}\":\"a"), 0xff, .. "\"}"u8], "SerializationException",
        "The request body isn't JSON of the operation's shape.");

    [Fact]
    public async Task BrokenUtf8InAMessage_IsASerializationException()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            logGroupName = Group,
            logStreamName = Stream,
            logEvents = new[] { new { timestamp = Server.Time.GetUtcNow().ToUnixTimeMilliseconds(), message = "a#b" } },
        });
        body[Array.IndexOf(body, (byte)'#')] = 0xc3;

        await Server.AssertRefusedAsync(
            "PutLogEvents", body, "SerializationException", "The request body isn't JSON of the operation's shape.");
    }

    [Fact]
    public Task UnknownOperation_IsTold() => Server.AssertRefusedAsync(
        "StartLiveTail", new { }, "UnknownOperationException",
        "The operation is not one that this CloudWatch Logs mock has.");

    [Fact]
    public async Task CompressedBody_IsRead()
    {
        using var answer = await SendAsync("CreateLogGroup", Gzip("""{"logGroupName":"compressed"}"""u8), "gzip");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            2, (await Server.CallWellAsync("DescribeLogGroups", new { })).GetProperty("logGroups").GetArrayLength());
    }

    [Fact]
    public async Task BodyThatGrowsTooLargeWhenInflated_IsRefused()
    {
        using var answer = await SendAsync(
            "DescribeLogGroups", Gzip(Encoding.UTF8.GetBytes(new string(' ', 11 * 1024 * 1024) + "{}")), "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task BodyThatIsntCompressedAsItSays_IsRefused(string encoding)
    {
        using var answer = await SendAsync("DescribeLogGroups", "{}"u8.ToArray(), encoding);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "SerializationException", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RandomBodies_AreNeverAnswered500()
    {
        var random = new Random(8);
        var seed = JsonSerializer.SerializeToUtf8Bytes(new
        {
            logGroupName = Group,
            logStreamName = Stream,
            filterPattern = "{ $.a[0].b = \"x*\" && ($.c > 1 || $.d IS NULL) }",
            logEvents = new[] { new { timestamp = 1, message = "é\\" } },
            limit = 5,
            tags = new { a = "b" },
            nextToken = "f/00000000000000000000000000000000000000000000000000000001",
            logGroupIdentifier = (string?)null,
        });
        foreach (var operation in (string[])[
            "PutLogEvents", "GetLogEvents", "FilterLogEvents", "DescribeLogStreams", "TagLogGroup", "PutMetricFilter",
            "CreateDelivery", "PutDestination"])
        {
            for (var round = 0; round < 60; round++)
            {
                var body = (byte[])seed.Clone();
                for (var change = random.Next(1, 6); change > 0; change--)
                {
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                }

                var (status, answer) = await Server.CallAsync(
                    operation, body[..random.Next(round % 3 == 0 ? 0 : body.Length, body.Length + 1)]);
                Assert.True((int)status < 500, $"{operation}: {answer}");
            }
        }
    }

    private static byte[] Gzip(ReadOnlySpan<byte> body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }

    private async Task<HttpResponseMessage> SendAsync(string operation, byte[] body, string encoding)
    {
        using var http = Server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentEncoding.Add(encoding);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "Logs_20140328." + operation);
        request.Headers.Add("X-Amz-Date", "20260301T120000Z");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=k/20260301/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=00");
        return await http.SendAsync(request, Cancel);
    }
}
