using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Genesys.Tests.MockCloudWatch;

public sealed class GroupAndStreamTests : AMockWithAStream
{
    [Fact]
    public async Task CreatingAgain_IsRefusedInAwssWords()
    {
        await AssertThrows<ResourceAlreadyExistsException>(
            () => Client.CreateLogGroupAsync(new CreateLogGroupRequest(Group), Cancel),
            "The specified log group already exists");
        await AssertThrows<ResourceAlreadyExistsException>(
            () => Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, Stream), Cancel),
            "The specified log stream already exists");
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("colon:")]
    [InlineData("aws/reserved")]
    [InlineData("é")]
    public Task GroupNameThatBreaksTheRules_IsRefused(string name) =>
        Assert.ThrowsAsync<InvalidParameterException>(
            () => Client.CreateLogGroupAsync(new CreateLogGroupRequest(name), Cancel));

    [Theory]
    [InlineData("a:b")]
    [InlineData("a*b")]
    public Task StreamNameThatBreaksTheRules_IsRefused(string name) =>
        Assert.ThrowsAsync<InvalidParameterException>(
            () => Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, name), Cancel));

    [Fact]
    public async Task NameOver512Characters_IsRefused()
    {
        await Client.CreateLogGroupAsync(new CreateLogGroupRequest(new string('a', 512)), Cancel);
        await AssertThrows<InvalidParameterException>(
            () => Client.CreateLogGroupAsync(new CreateLogGroupRequest(new string('a', 513)), Cancel),
            "Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
    }

    [Fact]
    public Task RetentionThatIsNoneOfTheValues_IsRefused() => Assert.ThrowsAsync<InvalidParameterException>(
        () => Client.PutRetentionPolicyAsync(new PutRetentionPolicyRequest(Group, 2), Cancel));

    [Fact]
    public async Task Groups_AreListedByNameInPages()
    {
        foreach (var number in Enumerable.Range(0, 60))
        {
            await Client.CreateLogGroupAsync(new CreateLogGroupRequest($"page-{number:D2}"), Cancel);
        }

        var first = await Client.DescribeLogGroupsAsync(
            new DescribeLogGroupsRequest { LogGroupNamePrefix = "page-" }, Cancel);
        var second = await Client.DescribeLogGroupsAsync(
            new DescribeLogGroupsRequest { LogGroupNamePrefix = "page-", NextToken = first.NextToken }, Cancel);

        Assert.Equal(50, first.LogGroups!.Count);
        Assert.Equal(
            Enumerable.Range(50, 10).Select(number => $"page-{number:D2}"),
            second.LogGroups!.Select(group => group.LogGroupName));
        Assert.Null(second.NextToken);
        Assert.Equal(
            2,
            (
                await Client.DescribeLogGroupsAsync(
                    new DescribeLogGroupsRequest { LogGroupNamePattern = "E-1", Limit = 2 },
                    Cancel)).LogGroups!.Count);
    }

    [Fact]
    public Task PrefixAndPattern_ExcludeEachOther() => AssertThrows<InvalidParameterException>(
        () => Client.DescribeLogGroupsAsync(
            new DescribeLogGroupsRequest { LogGroupNamePrefix = "a", LogGroupNamePattern = "a" }, Cancel),
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");

    [Fact]
    public async Task Streams_AreListedByNameOrByTheLastEvent()
    {
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, "b-stream"), Cancel);
        await PutAsync(["late"], after: TimeSpan.FromSeconds(5));
        await PutAsync(["early"], "b-stream");

        var byName = await Client.DescribeLogStreamsAsync(new DescribeLogStreamsRequest(Group), Cancel);
        var byTime = await Client.DescribeLogStreamsAsync(
            new DescribeLogStreamsRequest(Group) { OrderBy = OrderBy.LastEventTime, Limit = 1 }, Cancel);
        var next = await Client.DescribeLogStreamsAsync(
            new DescribeLogStreamsRequest(Group) { OrderBy = OrderBy.LastEventTime, NextToken = byTime.NextToken },
            Cancel);
        var descending = await Client.DescribeLogStreamsAsync(
            new DescribeLogStreamsRequest(Group) { Descending = true }, Cancel);

        Assert.Equal([Stream, "b-stream"], byName.LogStreams!.Select(stream => stream.LogStreamName));
        Assert.Equal(
            ["b-stream", Stream], byTime.LogStreams!.Concat(next.LogStreams!).Select(stream => stream.LogStreamName));
        Assert.Equal(["b-stream", Stream], descending.LogStreams!.Select(stream => stream.LogStreamName));
        Assert.Equal(Now.AddSeconds(5), byName.LogStreams![0].LastEventTimestamp);
    }

    [Fact]
    public Task NameAndIdentifier_ExcludeEachOther() => AssertThrows<ValidationException>(
        () => Client.DescribeLogStreamsAsync(
            new DescribeLogStreamsRequest { LogGroupName = Group, LogGroupIdentifier = Group }, Cancel),
        "LogGroup name and LogGroup ARN are mutually exclusive parameters.");

    [Fact]
    public async Task Regions_HaveGroupsOfTheirOwn()
    {
        using var elsewhere = Server.CreateLogsClient(region: "eu-central-1");

        Assert.Empty((await elsewhere.DescribeLogGroupsAsync(Cancel)).LogGroups!);
        Assert.StartsWith(
            "arn:aws:logs:us-east-1:000000000000:log-group:a-group",
            (await Client.DescribeLogGroupsAsync(Cancel)).LogGroups![0].Arn, StringComparison.Ordinal);
    }
}
