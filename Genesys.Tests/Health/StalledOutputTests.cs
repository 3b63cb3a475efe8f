using System.Net;
using System.Net.Sockets;

namespace Genesys.Tests.Health;

/// <summary>A reader of the logs, or a collector of telemetry, that has stopped reading, delays nothing.</summary>
public sealed class StalledOutputTests
{
    // The console queues 2,500 lines, and a pipe holds 64 KiB; each request logs 15 lines at this level.
    private const int Requests = 600;

    [Fact]
    public async Task ConsoleThatNobodyReads_DelaysNoRequestAndNoEnd()
    {
        var folder = Directory.CreateTempSubdirectory("console-");
        try
        {
            using var receiver = await RunningReceiver.StartAsync(
                Path.Combine(folder.FullName, "journal.db"), new() { ["Logging__LogLevel__Default"] = "Trace" },
                Cancel,
                "exec \"$@\" --Logging:LogLevel:Microsoft.AspNetCore=Trace > >(exec sleep 120 > /dev/null 2>&1)");
            await Parallel.ForAsync(
                0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel },
                async (_, cancelled) =>
            {
                using var answer = await receiver.TrySendAsync(new AnEvent().ToString(), cancelled);
                Assert.Equal(HttpStatusCode.OK, answer?.StatusCode);
            });

            Assert.Equal(
                0,
                await receiver.StopAsync(Cancel)
                    .WaitAsync(TimeSpan.FromSeconds(90), TimeProvider.System, Cancel));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task CollectorThatDoesntAnswer_DelaysTheEndBy2Seconds_NotByItsTimeouts()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var folder = Directory.CreateTempSubdirectory("collector-");
        try
        {
            using var receiver = await RunningReceiver.StartAsync(
                Path.Combine(folder.FullName, "journal.db"),
                new()
                {
                    ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{((IPEndPoint)collector.LocalEndpoint).Port}",
                    ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                    ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "60000",
                },
                Cancel);
            (await receiver.TrySendAsync(new AnEvent().ToString(), Cancel))?.Dispose();

            // Three times this time-out is what it took.
            Assert.Equal(
                0,
                await receiver.StopAsync(Cancel)
                    .WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancel));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
