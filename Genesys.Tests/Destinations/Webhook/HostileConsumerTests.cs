using System.Net.Sockets;
using System.Text;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Destinations.Webhook;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Genesys.Tests.Destinations.Webhook;

/// <summary>What a consumer may send on its socket instead of an answer.</summary>
public class HostileConsumerTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    [Theory]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("220 mail.example ESMTP\r\n")]
    [InlineData("\0\0\u0008\u0007\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Cut-Off")]
    [InlineData("")]
    public async Task NoAnswerAtAll_IsTheDestinationsTrouble(string answer)
    {
        var result = await PostAsync(answer);

        Assert.Equal(HandOverResultKind.Failed, result.Kind);
        Assert.Matches("^[a-z_0-9]{1,40}$", result.Reason);
    }

    [Theory]
    [InlineData(Ok, "X-Endless: yes\r\n")]
    [InlineData("", "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n")]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData(Ok + "X-Endless: ", "x")]
    public async Task HeadersWithoutEnd_EndInTime(string first, string again) =>
        Assert.Equal(HandOverResultKind.Failed, (await PostAsync(first, again, limit: 1)).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 2")]
    [InlineData(Ok + "X-Slow: ")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task SilenceBeforeTheAnswer_IsATimeOut(string first)
    {
        var result = await PostAsync(first, hangs: true, limit: 1);

        Assert.Equal((HandOverResultKind.Failed, "timeout"), (result.Kind, result.Reason));
    }

    [Theory]
    [InlineData("Content-Length: 1000000000000\r\n\r\n", "x")]
    [InlineData("Content-Length: 5\r\nContent-Length: 7\r\n\r\n", "x")]
    [InlineData("Content-Length: -1\r\n\r\n", "x")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n", "FFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("Content-Encoding: gzip\r\nConnection: close\r\n\r\n", "no gzip at all")]
    [InlineData("Connection: close\r\n\r\n", "{}")]
    public async Task WhatFollowsASuccess_ChangesNothing(string headers, string body) =>
        Assert.Equal(HandOverResultKind.Delivered, (await PostAsync(Ok + headers, body)).Kind);

    [Fact]
    public async Task SilenceAfterASuccess_ChangesNothing() =>
        Assert.Equal(
            HandOverResultKind.Delivered, (await PostAsync(Ok + "Content-Length: 10\r\n\r\n", hangs: true)).Kind);

    [Theory]
    [InlineData("-5", null)]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("1e9", null)]
    [InlineData("99999999999999999999", 3_600)]
    [InlineData("7200", 3_600)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3_600)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", null)]
    [InlineData("Thu, 01 Jan 0001 00:00:00 GMT", null)]
    public async Task RetryAfter_IsBetweenNothingAndAnHour(string value, int? seconds)
    {
        var result = await PostAsync($"HTTP/1.1 503 Busy\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal((503, seconds), (result.StatusCode, (int?)result.RetryAfter?.TotalSeconds));
    }

    /// <summary>Hands one event over to a consumer that answers with these bytes.</summary>
    /// <param name="first">What is answered.</param>
    /// <param name="again">What is sent then, for ever.</param>
    /// <param name="hangs">True when the connection stays open and silent then.</param>
    /// <param name="limit">Seconds that the call may take.</param>
    private static async Task<HandOverResult> PostAsync(
        string first, string? again = null, bool hangs = false, int limit = 60)
    {
        await using var consumer = new SocketServer((socket, end) => AnswerAsync(socket, first, again, hangs, end));
        var options = new DestinationOptions
        {
            Url = $"http://127.0.0.1:{consumer.Port}/events",
            Timeout = TimeSpan.FromSeconds(limit),
        };
        var context = new DestinationContext("crm", options);
        using var webhook = new WebhookDestination(context, TimeProvider.System);
        using var services = new ServiceCollection().AddMetrics().AddSingleton<ReceiverMetrics>()
            .AddSingleton(TimeProvider.System).BuildServiceProvider();
        var call = new DestinationCall(
            context, webhook, services.GetRequiredService<ReceiverMetrics>(), TimeProvider.System, NullLogger.Instance);

        var results = await call.MakeAsync([new AHandOver().Lease()], Cancel);

        return Assert.Single(results!).Result;
    }

    private static async Task AnswerAsync(
        Socket socket, string first, string? again, bool hangs, CancellationToken end)
    {
        await socket.ReceiveAsync(new byte[64 * 1024], end);
        await socket.SendAsync(Encoding.Latin1.GetBytes(first), end);
        var chunk = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again ?? "", 100)));
        while (hangs || chunk.Length > 0)
        {
            await (hangs
                ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end)
                : socket.SendAsync(chunk, end).AsTask());
        }
    }
}
