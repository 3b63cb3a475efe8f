using System.Text.Json;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Genesys.Drills.Processes;
using Genesys.Receiver.Destinations;

namespace Genesys.Tests.Destinations.Sqs;

/// <summary>The same against moto's SQS (<c>pip install moto[server]</c>), which somebody else wrote.</summary>
public sealed class MotoTests : IAsyncLifetime
{
    private readonly int _port = FreePort.Find();
    private RunningProcess? _moto;

    private string Address => $"http://127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        try
        {
            _moto = RunningProcess.Start("python3", ["-m", "moto.server", "-p", $"{_port}"]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return;
        }

        using var client = new HttpClient();
        await Eventually.IsTrue(
            async () => _moto!.HasExited
                || (await client.GetAsync(new Uri($"{Address}/moto-api/"), Cancel)).IsSuccessStatusCode,
            "moto answers");
    }

    public ValueTask DisposeAsync()
    {
        _moto?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("events")]
    [InlineData("events.fifo")]
    public async Task Queue_HasEveryEventOnce_AsItWasSent(string name)
    {
        Assert.SkipWhen(_moto is not { HasExited: false }, "cannot run here: python3 has no moto[server].");
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonSQSConfig { ServiceURL = Address, AuthenticationRegion = "us-east-1" });
        var isFifo = name.EndsWith(".fifo", StringComparison.Ordinal);
        var created = await sqs.CreateQueueAsync(
            new CreateQueueRequest(name) { Attributes = isFifo ? new() { ["FifoQueue"] = "true" } : null }, Cancel);
        var events = Enumerable.Range(0, 10)
            .Select(i => SqsTests.AnEvent($"e-{i}").WithEvent($$"""{"n":{{i}},"s":"\ud800 Grüße"}""").Build()).ToList();
        using var destination = SqsTests.Create(Address, name);

        var first = await destination.DeliverAsync(events, Cancel);
        await destination.DeliverAsync(isFifo ? events : [], Cancel);

        Assert.All(first, result => Assert.Equal(HandOverResultKind.Delivered, result.Kind));
        var bodies = new List<string>();
        while (true)
        {
            var received = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(created.QueueUrl) { MaxNumberOfMessages = 10, WaitTimeSeconds = 0 },
                Cancel);
            if (received.Messages is not { Count: > 0 } messages)
            {
                break;
            }

            foreach (var message in messages)
            {
                bodies.Add(message.Body);
                await sqs.DeleteMessageAsync(created.QueueUrl, message.ReceiptHandle, Cancel);
            }
        }

        Assert.Equal(events.Select(one => System.Text.Encoding.UTF8.GetString(one.Body.Span)).Order(), bodies.Order());
        Assert.All(bodies, body => JsonElement.Parse(body));
    }
}
