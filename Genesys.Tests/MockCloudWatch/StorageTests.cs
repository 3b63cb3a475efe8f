using Amazon.CloudWatchLogs.Model;
using Genesys.Drills.Processes;
using Genesys.MockCloudWatch.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.MockCloudWatch;

public sealed class StorageTests : AMockWithAStream
{
    protected override MockCloudWatchServer CreateServer() =>
        new MockCloudWatchServer().With("Mock:MaxBytes", "2000000");

    [Fact]
    public async Task BeyondTheBound_TheOldestEventsOfTheLargestGroupGo()
    {
        await Client.CreateLogGroupAsync(new CreateLogGroupRequest("small"), Cancel);
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest("small", Stream), Cancel);
        await Client.PutLogEventsAsync(
            new PutLogEventsRequest(
                "small", Stream, [new InputLogEvent { Message = "kept", Timestamp = Now.AddHours(-1) }]),
            Cancel);
        for (var batch = 0; batch < 5; batch++)
        {
            await PutAsync(
                Enumerable.Range(0, 100).Select(number => $"{batch}-{number} {new string('x', 8_000)}"),
                after: TimeSpan.FromSeconds(batch));
        }

        var store = Server.Services.GetRequiredService<LogStore>();
        var left = (
            await Client.FilterLogEventsAsync(
                new FilterLogEventsRequest { LogGroupName = Group, Limit = 1 }, Cancel)).Events![0].Message!;
        var last = (
            await Client.GetLogEventsAsync(
                new GetLogEventsRequest(Group, Stream) { Limit = 1 }, Cancel)).Events![0].Message!;

        Assert.True(store.Bytes <= 2_000_000);
        Assert.DoesNotContain("0-0 ", left, StringComparison.Ordinal);
        Assert.StartsWith("4-99 ", last, StringComparison.Ordinal);
        Assert.Single((await Client.GetLogEventsAsync(new GetLogEventsRequest("small", Stream), Cancel)).Events!);
    }

    [Fact]
    public async Task WhenAllPlacesAreTaken_NoGroupAndNoStreamIsCreated_UntilOneIsDeleted()
    {
        // The group and the stream of every test have two.
        var store = Server.Services.GetRequiredService<LogStore>();
        for (var place = 2; place < LogStore.MaxPlaces; place++)
        {
            Assert.True(store.TryTakePlace());
        }

        await Server.AssertRefusedAsync(
            "CreateLogGroup", new { logGroupName = "more" }, "LimitExceededException", "Resource limit exceeded.");
        await Server.AssertRefusedAsync(
            "CreateLogStream", new { logGroupName = Group, logStreamName = "more" }, "LimitExceededException",
            "Resource limit exceeded.");
        await Server.CallWellAsync("DeleteLogGroup", new { logGroupName = Group });
        await Server.CallWellAsync("CreateLogGroup", new { logGroupName = "more" });
        await Server.CallWellAsync("CreateLogStream", new { logGroupName = "more", logStreamName = "more" });
        await Server.AssertRefusedAsync(
            "CreateLogGroup", new { logGroupName = "another" }, "LimitExceededException", "Resource limit exceeded.");
    }

    [Fact]
    public async Task MoreRegionsThanAwsHas_AreRefused()
    {
        foreach (var number in Enumerable.Range(1, 99))
        {
            Assert.Equal(
                System.Net.HttpStatusCode.OK,
                (await Server.CallAsync("DescribeLogGroups", new { }, $"region-{number}")).Status);
        }

        Assert.Equal(
            System.Net.HttpStatusCode.BadRequest,
            (await Server.CallAsync("DescribeLogGroups", new { }, "one-more")).Status);
        Assert.Equal(
            System.Net.HttpStatusCode.OK, (await Server.CallAsync("DescribeLogGroups", new { }, "region-7")).Status);
    }

    [Fact]
    public async Task DeletedGroupsAndStreams_GiveTheirBytesBack()
    {
        var store = Server.Services.GetRequiredService<LogStore>();
        await PutAsync(["a", "b"]);
        Assert.Equal(2 * 27, store.Bytes);

        using var http = Server.CreateClient();
        await Server.AddFaultAsync(
            new Genesys.MockCloudWatch.Faults.Fault
            {
                Kind = Genesys.MockCloudWatch.Faults.FaultKind.DeleteGroup,
                Count = 1,
            });
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => PutAsync(["c"]));

        Assert.Equal(0, store.Bytes);
    }

    [Fact]
    public async Task DataFileOfAProcessThatWasKilled_HoldsWhatTheLastSaveHad()
    {
        var folder = Directory.CreateTempSubdirectory("mock-cloudwatch-");
        var file = Path.Combine(folder.FullName, "data");
        try
        {
            await using var first = new MockCloudWatchServer().With("Mock:DataFile", file).Start();
            await first.CallWellAsync("CreateLogGroup", new { logGroupName = "kept" });
            await first.CallWellAsync("PutMetricFilter", new
            {
                logGroupName = "kept",
                filterName = "f",
                filterPattern = "x",
                metricTransformations = new[] { new { metricName = "m", metricNamespace = "n", metricValue = "1" } },
            });
            await first.CallWellAsync(
                "PutDestination",
                new { destinationName = "d", targetArn = "arn:t", roleArn = "arn:r", tags = new { a = "é" } });

            // It is written elsewhere and gets its name when it is whole.
            await Eventually.IsTrue(
                () => File.Exists(file), "it is saved", () => first.Time.Advance(TimeSpan.FromSeconds(30)));

            // The first goes on, as if it had been killed after this save: the second has the file as it is now.
            var copy = file + ".copy";
            File.Copy(file, copy);
            await using var second = new MockCloudWatchServer().With("Mock:DataFile", copy).Start();
            Assert.Equal(
                1,
                (await second.CallWellAsync("DescribeMetricFilters", new { logGroupName = "kept" }))
                    .GetProperty("metricFilters")
                    .GetArrayLength());
            var arn = (await second.CallWellAsync("DescribeDestinations", new { }))
                .GetProperty("destinations")[0]
                .GetProperty("arn")
                .GetString();
            Assert.Equal(
                "é",
                (await second.CallWellAsync("ListTagsForResource", new { resourceArn = arn }))
                    .GetProperty("tags")
                    .GetProperty("a")
                    .GetString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task DamagedDataFile_EndsTheStartWithItsName()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, [.. "MCWL"u8, 2, 0, 0, 0, 255, 255, 255, 127], Cancel);
            var program = RunningProcess.Command("Genesys.MockCloudWatch");

            var (exitCode, output, errors) = await RunningProcess.RunAsync(
                program[0], program.Skip(1),
                new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                    ["Mock__DataFile"] = file,
                },
                cancellationToken: Cancel);

            Assert.NotEqual(0, exitCode);
            Assert.Contains(file, output + errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task FileThatCantBeWritten_LeavesTheMockRunning()
    {
        var folder = Directory.CreateTempSubdirectory("mock-cloudwatch-");
        try
        {
            await using var server = new MockCloudWatchServer()
                .With("Mock:DataFile", Path.Combine(folder.FullName, "absent", "data"))
                .Start();
            server.Time.Advance(TimeSpan.FromMinutes(5));

            await server.CallWellAsync("CreateLogGroup", new { logGroupName = "g" });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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
                await client.CreateLogGroupAsync(
                    new CreateLogGroupRequest("kept") { Tags = new() { ["a"] = "b" } }, Cancel);
                await client.PutRetentionPolicyAsync(new PutRetentionPolicyRequest("kept", 7), Cancel);
                await client.CreateLogStreamAsync(new CreateLogStreamRequest("kept", "s"), Cancel);
                await client.PutLogEventsAsync(
                    new PutLogEventsRequest(
                        "kept", "s",
                        [new InputLogEvent { Message = "é", Timestamp = first.Time.GetUtcNow().UtcDateTime }]),
                        Cancel);
            }

            await using var second = new MockCloudWatchServer().With("Mock:DataFile", file).Start();
            using var again = second.CreateLogsClient();
            Assert.Equal(
                7, Assert.Single((await again.DescribeLogGroupsAsync(Cancel)).LogGroups!).RetentionInDays);
            Assert.Equal(
                "é",
                Assert.Single(
                    (
                        await again.GetLogEventsAsync(
                            new GetLogEventsRequest("kept", "s"), Cancel)).Events!).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
