using Amazon.CloudWatchLogs.Model;
using Genesys.MockCloudWatch.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.MockCloudWatch;

public sealed class StorageTests : AMockWithAStream
{
    protected override MockCloudWatchServer CreateServer() => new MockCloudWatchServer().With("Mock:MaxBytes", "2000000");

    [Fact]
    public async Task BeyondTheBound_TheOldestEventsOfTheLargestGroupGo()
    {
        await Client.CreateLogGroupAsync(new CreateLogGroupRequest("small"), Cancellation);
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest("small", Stream), Cancellation);
        await Client.PutLogEventsAsync(new PutLogEventsRequest("small", Stream, [new InputLogEvent { Message = "kept", Timestamp = Now.AddHours(-1) }]), Cancellation);
        for (var batch = 0; batch < 5; batch++)
        {
            await PutAsync(Enumerable.Range(0, 100).Select(number => $"{batch}-{number} {new string('x', 8_000)}"), after: TimeSpan.FromSeconds(batch));
        }

        var store = Server.Services.GetRequiredService<LogStore>();
        var left = (await Client.FilterLogEventsAsync(new FilterLogEventsRequest { LogGroupName = Group, Limit = 1 }, Cancellation)).Events![0].Message!;
        var last = (await Client.GetLogEventsAsync(new GetLogEventsRequest(Group, Stream) { Limit = 1 }, Cancellation)).Events![0].Message!;

        Assert.True(store.Bytes <= 2_000_000);
        Assert.DoesNotContain("0-0 ", left, StringComparison.Ordinal);
        Assert.StartsWith("4-99 ", last, StringComparison.Ordinal);
        Assert.Single((await Client.GetLogEventsAsync(new GetLogEventsRequest("small", Stream), Cancellation)).Events!);
    }

    [Fact]
    public async Task DeletedGroupsAndStreams_GiveTheirBytesBack()
    {
        var store = Server.Services.GetRequiredService<LogStore>();
        await PutAsync(["a", "b"]);
        Assert.Equal(2 * 27, store.Bytes);

        using var http = Server.CreateClient();
        await Server.AddFaultAsync(new Genesys.MockCloudWatch.Faults.Fault { Kind = Genesys.MockCloudWatch.Faults.FaultKind.DeleteGroup, Count = 1 });
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => PutAsync(["c"]));

        Assert.Equal(0, store.Bytes);
    }

    [Fact]
    public async Task DataFile_KeepsEverythingAcrossARestart()
    {
        var file = Path.GetTempFileName();
        File.Delete(file);
        try
        {
            await using (var first = new MockCloudWatchServer().With("Mock:DataFile", file).Start())
            {
                using var client = first.CreateLogsClient();
                await client.CreateLogGroupAsync(new CreateLogGroupRequest("kept") { Tags = new() { ["a"] = "b" } }, Cancellation);
                await client.PutRetentionPolicyAsync(new PutRetentionPolicyRequest("kept", 7), Cancellation);
                await client.CreateLogStreamAsync(new CreateLogStreamRequest("kept", "s"), Cancellation);
                await client.PutLogEventsAsync(
                    new PutLogEventsRequest("kept", "s", [new InputLogEvent { Message = "é", Timestamp = first.Time.GetUtcNow().UtcDateTime }]), Cancellation);
            }

            await using var second = new MockCloudWatchServer().With("Mock:DataFile", file).Start();
            using var again = second.CreateLogsClient();
            Assert.Equal(7, Assert.Single((await again.DescribeLogGroupsAsync(Cancellation)).LogGroups!).RetentionInDays);
            Assert.Equal("é", Assert.Single((await again.GetLogEventsAsync(new GetLogEventsRequest("kept", "s"), Cancellation)).Events!).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
