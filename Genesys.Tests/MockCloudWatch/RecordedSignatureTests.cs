using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.MockCloudWatch;

/// <summary>
/// Requests as AWS's SDKs for Python (botocore 1.43.11) and JavaScript (3.1168.0) signed them at noon of 2026-03-01.
/// </summary>
public sealed class RecordedSignatureTests : IAsyncDisposable
{
    private const string Noon = "20260301T120000Z";
    private const string Body = """{"limit":3}""";
    private const string Scope = "AWS4-HMAC-SHA256 Credential=the-key/20260301/us-east-1/logs/aws4_request, ";
    private const string Python =
        Scope
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            + "Signature=75ccc2b3563b5cdaac51c9f4694432d42e12a4c7f8362d3c764da7e60086ac04";
    private const string PythonWithSession =
        Scope
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
            + "Signature=714fa5bc83c603b399370c2f8889ab746c92641a7541c487bc61d00e3e040f7d";
    private const string JavaScript =
        Scope
            + "SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-target;x-amz-user-agent, "
        + "Signature=7de51b1529bc8fc052666a8f241a12599d602fb1a5b7c3bc4469a381a9b20908";
    private const string Presigned =
        "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=the-key%2F20260301%2Fus-east-1%2Flogs%2Faws4_request&X-Amz-Date=20260301T120000Z&X-Amz-Expires=60"
        + "&X-Amz-SignedHeaders=host%3Bx-amz-target&X-Amz-Signature=c6271b201236a4483d11b89e9d0e9e3760065bb9c91c0b38e17efa783194b979";
    private const string Token = "the/token+of=a-session";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private MockCloudWatchServer? _server;

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task PythonsSignature_IsTaken() => AssertTaken(await SendAsync(Python));

    [Fact]
    public async Task PythonsSignatureOfASession_IsTakenWithItsTokenOnly()
    {
        AssertTaken(await SendAsync(PythonWithSession, session: Token, headers: ("X-Amz-Security-Token", Token)));
        AssertRefused(
            "UnrecognizedClientException",
            await SendAsync(PythonWithSession, session: "another", headers: ("X-Amz-Security-Token", Token)));
        AssertRefused(
            "UnrecognizedClientException",
            await SendAsync(PythonWithSession, headers: ("X-Amz-Security-Token", Token)));
        AssertRefused("UnrecognizedClientException", await SendAsync(Python, session: Token));
    }

    [Fact]
    public async Task JavaScriptsSignature_IsTaken() => AssertTaken(await SendAsync(
        JavaScript,
        headers:
        [
            ("amz-sdk-invocation-id", "99476f69-b65c-49d4-82ec-3e9b8adbf965"), (
                "amz-sdk-request", "attempt=1; max=1"), (
                "x-amz-user-agent", "aws-sdk-js/3.1168.0"),
            ("x-amz-content-sha256", "a7175ed78ef07ac44431637962e4f5f94a66ffd04e15d47f6a1547a155491fc3"),
        ]));

    [Fact]
    public async Task AnotherBody_IsRefused() =>
        AssertRefused("InvalidSignatureException", await SendAsync(Python, body: """{"limit":4}"""));

    [Fact]
    public async Task HeaderOfAwsThatIsntSigned_IsRefused() =>
        AssertRefused(
            "'x-amz-unsigned' must be a 'SignedHeader'", await SendAsync(Python, headers: ("X-Amz-Unsigned", "1")));

    [Theory]
    [InlineData(5, "\"logGroups\"")]
    [InlineData(
        6, "Signature expired: 20260301T120000Z is now earlier than 20260301T120100Z (20260301T120600Z - 5 min.)")]
    [InlineData(
        -6,
        "Signature not yet current: 20260301T120000Z is still later than 20260301T115900Z (20260301T115400Z + 5 min.)")]
    public async Task Signature_IsGoodForFiveMinutesEitherWay(int minutes, string answer)
    {
        _time.AdjustTime(_time.GetUtcNow().AddMinutes(minutes));

        Assert.Contains(answer, (await SendAsync(Python)).Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, "\"logGroups\"")]
    [InlineData(61, "Signature expired: 20260301T120101Z is later than 20260301T120100Z")]
    public async Task PresignedRequest_IsGoodUntilItExpires(int seconds, string answer)
    {
        _time.AdjustTime(_time.GetUtcNow().AddSeconds(seconds));

        Assert.Contains(answer, (await SendAsync(null, Presigned, "")).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PresignedRequestThatWasChanged_IsRefused() => AssertRefused(
        "InvalidSignatureException", await SendAsync(
            null, Presigned.Replace("Expires=60", "Expires=600", StringComparison.Ordinal), ""));

    [Theory]
    [InlineData(
        "Credential=the-key/20260301/us east/logs/aws4_request", "Credential should be scoped to a valid region.")]
    [InlineData(
        "Credential=the-key/20260301/us-east-1/s3/aws4_request",
        "Credential should be scoped to correct service: 'logs'.")]
    [InlineData(
        "Credential=the-key/20260302/us-east-1/logs/aws4_request", "Date in Credential scope does not match YYYYMMDD")]
    public async Task OtherScope_IsRefused(string credential, string message) =>
        AssertRefused(
            message,
            await SendAsync(
                Python.Replace(
                    "Credential=the-key/20260301/us-east-1/logs/aws4_request", credential, StringComparison.Ordinal)));

    private static void AssertTaken((HttpStatusCode Status, string Answer) answered) =>
        Assert.Equal((HttpStatusCode.OK, "{\"logGroups\":[]}"), answered);

    private static void AssertRefused(string error, (HttpStatusCode Status, string Answer) answered)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answered.Status);
        Assert.Contains(error, answered.Answer, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Answer)> SendAsync(
        string? authorization, string path = "/", string body = Body, string? session = null, params (
            string Name, string Value)[] headers)
    {
        await DisposeAsync();
        _server = new MockCloudWatchServer { Time = _time }
            .With("Mock:AccessKeyId", "the-key")
            .With("Mock:SecretAccessKey", "the-secret")
            .With("AllowedHosts", "logs.us-east-1.amazonaws.com");
        _server = session is null ? _server.Start() : _server.With("Mock:SessionToken", session).Start();
        using var http = _server.CreateClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, path)
        { Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body)) };
        request.Headers.Host = "logs.us-east-1.amazonaws.com";
        request.Headers.Add("X-Amz-Target", "Logs_20140328.DescribeLogGroups");
        if (authorization is not null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
            request.Headers.Add("X-Amz-Date", Noon);
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
