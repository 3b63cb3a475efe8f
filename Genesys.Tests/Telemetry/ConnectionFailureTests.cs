using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Amazon.Runtime;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Telemetry;

namespace Genesys.Tests.Telemetry;

/// <summary>Why nobody answers is told by one word, whatever wraps the cause.</summary>
public class ConnectionFailureTests
{
    public static TheoryData<Exception, string> Causes => new()
    {
        { new SocketException((int)SocketError.HostNotFound), "host_unknown" },
        { new SocketException((int)SocketError.TryAgain), "host_unknown" },
        { new SocketException((int)SocketError.ConnectionRefused), "connection_refused" },
        { new SocketException((int)SocketError.NetworkUnreachable), "network_unreachable" },
        { new SocketException((int)SocketError.TimedOut), "timeout" },
        { new AuthenticationException("secret.example"), "tls_failed" },
        { new CryptographicException("secret.example"), "tls_failed" },
        { new TaskCanceledException("secret.example"), "timeout" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void CauseWithinOtherExceptions_HasItsWord(Exception cause, string word)
    {
        Assert.Equal(word, ConnectionFailure.WordFor(cause));
        Assert.Equal(
            word, ConnectionFailure.WordFor(new HttpRequestException("outer", new IOException("middle", cause))));
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void CloudWatch_SaysTheSame(Exception cause, string word)
    {
        var failure = new AmazonServiceException(
            "A call failed: secret.example", new HttpRequestException("outer", cause));

        Assert.Equal(word, CloudWatchProblem.ErrorType(failure));
        var sentence = CloudWatchProblem.Of(failure);
        Assert.Contains(ConnectionFailure.Describe(word), sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("secret.example", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ServiceUnavailable", "ServiceUnavailable", "ServiceUnavailable")]
    [InlineData("secret example\nforged", "unknown_error", "Amazon.Runtime.AmazonServiceException")]
    [InlineData("\u00c4rger", "unknown_error", "Amazon.Runtime.AmazonServiceException")]
    [InlineData(
        "TheCodeOfSomethingThatAnswersInThePlaceOfAwsAndDoesntKnowHowLongACodeIs", "unknown_error",
        "Amazon.Runtime.AmazonServiceException")]
    public void CodeOfSomethingElseThanCloudWatch_IsntQuoted(string code, string said, string type)
    {
        var failure = new AmazonServiceException(
            "x", null, ErrorType.Unknown, code, "id", System.Net.HttpStatusCode.BadGateway);

        Assert.Contains($"({said})", CloudWatchProblem.Of(failure), StringComparison.Ordinal);
        Assert.Equal(type, CloudWatchProblem.ErrorType(failure));
    }

    [Theory]
    [InlineData("InvalidSignatureException")]
    [InlineData("AccessDenied")]
    public void CodeThatMeansSomething_StillDoes(string code) => Assert.Contains(
        "AWS credentials",
        CloudWatchProblem.Of(
            new AmazonServiceException("x", null, ErrorType.Unknown, code, "id", System.Net.HttpStatusCode.Forbidden)),
        StringComparison.Ordinal);

    [Fact]
    public void WhatIsNotAboutAConnection_HasNoWord()
    {
        Assert.Null(ConnectionFailure.Find(new InvalidOperationException("x", new FormatException())));
        Assert.Equal("connection_failed", ConnectionFailure.WordFor(new IOException("The response ended early.")));
    }

    [Fact]
    public void SocketsOwnException_IsNoAnswer() => Assert.True(
        ConnectionFailure.IsNoAnswer(new SocketException((int)SocketError.NotConnected), Cancel));
}
