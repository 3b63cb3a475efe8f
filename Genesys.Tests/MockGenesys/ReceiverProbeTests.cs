using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Genesys.MockGenesys.Sender;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Genesys.Tests.MockGenesys;

/// <summary>The sender's waiting for the receiver at the start.</summary>
public class ReceiverProbeTests
{
    [Fact]
    public async Task ReceiverThatComesLate_IsWaitedFor()
    {
        await using var mock = await AMock.StartAsync(AMock.Sends(ReceiverApp.Nowhere, count: 1));
        await Eventually.IsTrue(
            () => mock.Get<EventBridge>().Phase == SenderPhase.WaitsForReceiver, "it waits for the receiver");
        mock.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(SenderPhase.WaitsForReceiver, mock.Get<EventBridge>().Phase);
        Assert.Equal(0, mock.Get<Ledger>().Count().Published);
    }

    [Fact]
    public async Task ProxyThatDropsConnections_IsNoReceiverYet_AndLeavesNoSpan()
    {
        var spans = new SpanList();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var mock = await AMock.StartAsync(
            builder =>
                builder.Services.ConfigureOpenTelemetryTracerProvider(
                    tracing => tracing.SetSampler(new AlwaysOnSampler()).AddProcessor(spans)),
            AMock.Sends($"http://{listener.LocalEndpoint}", count: 1));
        using var control = await mock.GetAsync("/api/v2/conversations/c1");

        for (var connection = 0; connection < 3; connection++)
        {
            await AcceptAndDropAsync(listener, mock);
        }

        Assert.Equal(SenderPhase.WaitsForReceiver, mock.Get<EventBridge>().Phase);
        await Eventually.IsTrue(() => spans.Ended.Any(span => span.Kind == ActivityKind.Server), "spans are recorded");
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.DoesNotContain(spans.Ended, span => span.GetTagItem("server.port") is int given && given == port);
    }

    [Theory]
    [InlineData(502, false)]
    [InlineData(503, false)]
    [InlineData(504, false)]
    [InlineData(404, true)]
    [InlineData(500, true)]
    public async Task AnswerOfAProxy_IsNoReceiverYet(int status, bool isReceiver)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var mock = await AMock.StartAsync(
            [.. AMock.Sends($"http://{listener.LocalEndpoint}", count: 1), ("Sender:Rate", "0")]);

        using (var socket = await listener.AcceptSocketAsync(Cancel))
        {
            await socket.ReceiveAsync(new byte[4096], Cancel);
            await socket.SendAsync(
                System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status} Because\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                Cancel);
        }

        if (isReceiver)
        {
            await Eventually.IsTrue(() => mock.Get<EventBridge>().Phase == SenderPhase.Sends, "it sends");
        }
        else
        {
            await AcceptAndDropAsync(listener, mock);
            Assert.Equal(SenderPhase.WaitsForReceiver, mock.Get<EventBridge>().Phase);
        }
    }

    // Moves the clock on until the next probe comes.
    private static async Task AcceptAndDropAsync(TcpListener listener, AMock mock)
    {
        var accepting = listener.AcceptSocketAsync(Cancel).AsTask();
        await Eventually.IsTrue(
            () =>
            {
                mock.Clock.Advance(TimeSpan.FromMilliseconds(50));
                return accepting.IsCompleted;
            },
            "it asks again");
        (await accepting).Dispose();
    }

    private sealed class SpanList : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _ended = new();

        public IReadOnlyCollection<Activity> Ended => _ended;

        public override void OnEnd(Activity data) => _ended.Enqueue(data);
    }
}
