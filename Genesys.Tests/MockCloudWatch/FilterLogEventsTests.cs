using Amazon.CloudWatchLogs.Model;

namespace Genesys.Tests.MockCloudWatch;

public sealed class FilterLogEventsTests : AMockWithAStream
{
    [Fact]
    public async Task Matches_OfAllStreamsComeByTime()
    {
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, "b-stream"), Cancel);
        await PutAsync(["error 0", "fine 1"]);
        await PutAsync(["error 2"], "b-stream", TimeSpan.FromMilliseconds(2));
        await PutAsync(["error 3"], after: TimeSpan.FromMilliseconds(3));

        var found = await Filter("error");

        Assert.Equal(["error 0", "error 2", "error 3"], found.Events!.Select(item => item.Message));
        Assert.Equal([Stream, "b-stream", Stream], found.Events!.Select(item => item.LogStreamName));
        Assert.Empty(found.SearchedLogStreams!);
        Assert.Null(found.NextToken);
        Assert.Equal(3, found.Events!.Select(item => item.EventId).Distinct().Count());
    }

    [Fact]
    public async Task Pages_HoldEachMatchOnce()
    {
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, "b-stream"), Cancel);
        await PutAsync(Enumerable.Range(0, 25).Select(number => $"a{number}"));
        await PutAsync(Enumerable.Range(0, 25).Select(number => $"b{number}"), "b-stream");
        var (seen, token) = (new List<string?>(), default(string));
        do
        {
            var page = await Filter("", limit: 7, token: token);
            seen.AddRange(page.Events!.Select(item => item.Message));
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 25).SelectMany(number => new[] { $"a{number}", $"b{number}" }), seen);
    }

    [Fact]
    public async Task LastPageThatIsFull_HasNoToken()
    {
        await PutAsync(["a", "b"]);

        Assert.Null((await Filter("", limit: 2)).NextToken);
    }

    [Fact]
    public async Task TimeRange_IncludesItsEnd()
    {
        await PutAsync(["a", "b", "c"]);
        var now = Server.Time.GetUtcNow().ToUnixTimeMilliseconds();

        var found = await Client.FilterLogEventsAsync(
            new FilterLogEventsRequest { LogGroupName = Group, StartTime = now + 1, EndTime = now + 2 }, Cancel);

        Assert.Equal(["b", "c"], found.Events!.Select(item => item.Message));
    }

    [Fact]
    public async Task Streams_AreChosenByNameOrPrefix()
    {
        await Client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, "b-stream"), Cancel);
        await PutAsync(["a"]);
        await PutAsync(["b"], "b-stream");

        var byName = await Client.FilterLogEventsAsync(
            new FilterLogEventsRequest { LogGroupName = Group, LogStreamNames = ["b-stream"] }, Cancel);
        var byPrefix = await Client.FilterLogEventsAsync(
            new FilterLogEventsRequest { LogGroupIdentifier = Group, LogStreamNamePrefix = "a-" }, Cancel);

        Assert.Equal("b", Assert.Single(byName.Events!).Message);
        Assert.Equal("a", Assert.Single(byPrefix.Events!).Message);
        await Assert.ThrowsAsync<InvalidParameterException>(() => Client.FilterLogEventsAsync(
            new FilterLogEventsRequest
            {
                LogGroupName = Group,
                LogStreamNames = ["b-stream"],
                LogStreamNamePrefix = "b",
            },
            Cancel));
    }

    [Fact]
    public async Task UnknownGroupAndStream_AreToldApart()
    {
        await AssertThrows<ResourceNotFoundException>(
            () => Client.FilterLogEventsAsync(new FilterLogEventsRequest { LogGroupName = "none" }, Cancel),
            "The specified log group does not exist.");
        await AssertThrows<ResourceNotFoundException>(
            () => Client.FilterLogEventsAsync(
                new FilterLogEventsRequest { LogGroupName = Group, LogStreamNames = ["none"] }, Cancel),
            "The specified log stream does not exist.");
    }

    [Fact]
    public async Task TokenOfAnotherQuestion_IsRefused()
    {
        await PutAsync(["a", "b"]);
        var page = await Filter("", limit: 1);

        await AssertThrows<InvalidParameterException>(
            () => Filter("a", token: page.NextToken), "The specified nextToken is invalid.");
        await AssertThrows<InvalidParameterException>(
            () => Filter("", token: "invalid-token"), "The specified nextToken is invalid.");
    }

    private Task<FilterLogEventsResponse> Filter(string pattern, int? limit = null, string? token = null) =>
        Client.FilterLogEventsAsync(
        new FilterLogEventsRequest { LogGroupName = Group, FilterPattern = pattern, Limit = limit, NextToken = token },
        Cancel);
}
