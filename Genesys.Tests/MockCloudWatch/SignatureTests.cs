using System.Net;
using System.Net.Http.Headers;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Genesys.Tests.MockCloudWatch;

public sealed class SignatureTests : IAsyncDisposable
{
    private readonly MockCloudWatchServer _server =
        new MockCloudWatchServer()
            .With("Mock:AccessKeyId", "the-key")
            .With("Mock:SecretAccessKey", "the-secret")
            .Start();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task SignatureOfTheSdk_IsTaken()
    {
        using var client = _server.CreateLogsClient("the-key", "the-secret");

        Assert.Empty((await client.DescribeLogGroupsAsync(Cancel)).LogGroups!);
    }

    [Fact]
    public async Task AnotherKey_IsUnrecognized()
    {
        using var client = _server.CreateLogsClient("another-key", "the-secret");

        var refusal = await Assert.ThrowsAsync<UnrecognizedClientException>(
            () => client.DescribeLogGroupsAsync(Cancel));
        Assert.Equal("The security token included in the request is invalid.", refusal.Message);
    }

    [Fact]
    public async Task AnotherSecret_IsAnInvalidSignature()
    {
        using var client = _server.CreateLogsClient("the-key", "another-secret");

        var refusal = await Assert.ThrowsAsync<AmazonCloudWatchLogsException>(
            () => client.DescribeLogGroupsAsync(Cancel));
        Assert.Equal("InvalidSignatureException", refusal.ErrorCode);
    }

    [Fact]
    public async Task OldSignature_HasExpired()
    {
        _server.Time.Advance(TimeSpan.FromMinutes(20));
        using var client = _server.CreateLogsClient("the-key", "the-secret");

        var refusal = await Assert.ThrowsAsync<AmazonCloudWatchLogsException>(
            () => client.DescribeLogGroupsAsync(Cancel));
        Assert.Equal("InvalidSignatureException", refusal.ErrorCode);
        Assert.StartsWith("Signature expired", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "MissingAuthenticationTokenException")]
    [InlineData("Bearer x", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=k/20260301/us-east-1/logs/aws4_request", "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=k, SignedHeaders=host, Signature=00", "IncompleteSignatureException")]
    public async Task MissingOrMalformedAuthorization_IsRefusedAsAwsDoes(string? authorization, string error)
    {
        using var http = _server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("{}") };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "Logs_20140328.DescribeLogGroups");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            $"\"__type\":\"{error}\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.True(answer.Headers.Contains("x-amzn-RequestId"));
    }
}
