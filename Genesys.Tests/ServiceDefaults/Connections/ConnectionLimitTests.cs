using System.Net;
using System.Net.Sockets;
using Genesys.ServiceDefaults.Connections;

namespace Genesys.Tests.ServiceDefaults.Connections;

/// <summary>More connections than the process may have descriptors.</summary>
public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData(20_000, 1_048_576L, 20_000L)]
    [InlineData(20_000, 1_024L, 524L)]
    [InlineData(0, 1_024L, 524L)]
    [InlineData(500, 1_024L, 500L)]
    [InlineData(20_000, 128L, 16L)]
    [InlineData(20_000, null, 20_000L)]
    [InlineData(0, null, null)]
    public void Connections_LeaveDescriptorsForTheRest(int configured, long? descriptors, long? taken) =>
        Assert.Equal(taken, ConnectionLimit.Within(configured, descriptors));

    [Fact]
    public async Task MoreConnectionsThanDescriptors_LeaveTheServiceAlive_AndItSaysWhy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "cannot run here: only Linux has /proc/self/limits.");
        var folder = Directory.CreateTempSubdirectory("descriptors-");
        try
        {
            using var receiver = await RunningReceiver.StartAsync(
                Path.Combine(folder.FullName, "journal.db"), [], Cancel, "ulimit -n 512 && exec \"$@\"");
            var idle = new List<Socket>();
            for (var i = 0; i < 700; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, receiver.Address.Port, Cancel);
                idle.Add(socket);
            }

            // The connection that asked whether it is ready is still there, and is one of those that are taken.
            using var answer = await receiver.TrySendAsync(new AnEvent().ToString(), Cancel);
            Assert.True(answer?.StatusCode == HttpStatusCode.OK, $"{answer?.StatusCode}. {receiver.LastLines}");

            idle.ForEach(socket => socket.Dispose());
            await Eventually.IsTrue(
                () =>
                    receiver.Output.Contains(
                        "512 files and sockets open: 64 connections are taken", StringComparison.Ordinal),
                        "the limit is told of");
            Assert.Equal(0, await receiver.StopAsync(Cancel));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
