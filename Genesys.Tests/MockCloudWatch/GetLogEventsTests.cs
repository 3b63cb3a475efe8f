using Amazon.CloudWatchLogs.Model;

namespace Genesys.Tests.MockCloudWatch;

public sealed class GetLogEventsTests : AMockWithAStream
{
    [Fact]
    public async Task WithoutStartFromHead_TheLastEventsComeFirst()
    {
        await PutAsync(Enumerable.Range(0, 20).Select(number => $"m{number}"));

        var last = await Get(limit: 5);
        var before = await Get(limit: 5, token: last.NextBackwardToken);

        Assert.Equal(["m15", "m16", "m17", "m18", "m19"], Messages(last));
        Assert.Equal(["m10", "m11", "m12", "m13", "m14"], Messages(before));
    }

    [Fact]
    public async Task ForwardToken_LeadsToTheEndAndThenComesAgain()
    {
        await PutAsync(Enumerable.Range(0, 5).Select(number => $"m{number}"));
        var (seen, token) = (new List<string>(), default(string));
        while (true)
        {
            var page = await Get(limit: 2, token: token, fromHead: true);
            seen.AddRange(Messages(page));
            if (page.NextForwardToken == token)
            {
                break;
            }

            token = page.NextForwardToken;
        }

        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], seen);
        await PutAsync(["later"], after: TimeSpan.FromSeconds(1));
        Assert.Equal(["later"], Messages(await Get(token: token)));
    }

    [Fact]
    public async Task BackwardToken_ComesAgainAtTheBeginning()
    {
        await PutAsync(["a", "b"]);

        var first = await Get();
        var nothing = await Get(token: first.NextBackwardToken);

        Assert.Empty(nothing.Events!);
        Assert.Equal(first.NextBackwardToken, nothing.NextBackwardToken);
    }

    [Fact]
    public async Task TokenOfAnEmptyStream_FindsWhatComesLater()
    {
        var empty = await Get();
        await PutAsync(["first"]);

        Assert.Equal(["first"], Messages(await Get(token: empty.NextForwardToken)));
    }

    [Fact]
    public async Task EventsPutOutOfOrder_AreReadInOrderAndNeverTwice()
    {
        await PutAsync(["m5", "m6"], after: TimeSpan.FromSeconds(5));
        var page = await Get(limit: 1, fromHead: true);
        await PutAsync(["m0", "m1"]);

        Assert.Equal(["m6"], Messages(await Get(token: page.NextForwardToken)));
        Assert.Equal(["m0", "m1", "m5", "m6"], Messages(await Get(fromHead: true)));
    }

    [Fact]
    public async Task TimeRange_IncludesItsStartAndExcludesItsEnd()
    {
        await PutAsync(["a", "b", "c"]);

        var page = await Client.GetLogEventsAsync(
            new GetLogEventsRequest(
                Group, Stream)
            { StartTime = Now.AddMilliseconds(1), EndTime = Now.AddMilliseconds(2) },
            Cancel);

        Assert.Equal(["b"], Messages(page));
    }

    [Fact]
    public async Task Page_HoldsOneMegabyteAtMost()
    {
        await PutAsync(Enumerable.Repeat(new string('x', 400_000), 2));
        await PutAsync([new string('y', 400_000)], after: TimeSpan.FromSeconds(1));

        var first = await Get(fromHead: true);

        Assert.Equal(2, first.Events!.Count);
        Assert.Single((await Get(token: first.NextForwardToken)).Events!);
    }

    [Fact]
    public async Task ExpiredEvents_AreGone()
    {
        await Client.PutRetentionPolicyAsync(new PutRetentionPolicyRequest(Group, 1), Cancel);
        await PutAsync(["old"]);
        Server.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        await PutAsync(["new"]);

        Assert.Equal(["new"], Messages(await Get(fromHead: true)));
    }

    [Fact]
    public async Task GroupByIdentifier_CanBeItsArn()
    {
        await PutAsync(["a"]);
        var arn = (await Client.DescribeLogGroupsAsync(Cancel)).LogGroups![0].LogGroupArn;

        Assert.Single(
            (
                await Client.GetLogEventsAsync(
                    new GetLogEventsRequest { LogGroupIdentifier = arn, LogStreamName = Stream },
                    Cancel)).Events!);
        Assert.Single(
            (
                await Client.GetLogEventsAsync(
                    new GetLogEventsRequest { LogGroupIdentifier = Group, LogStreamName = Stream },
                    Cancel)).Events!);
    }

    [Fact]
    public Task IdentifierThatEndsInAnAsterisk_IsRefused() => AssertThrows<InvalidParameterException>(
        () => Client.GetLogEventsAsync(
            new GetLogEventsRequest
            {
                LogGroupIdentifier = "arn:aws:logs:us-east-1:000000000000:log-group:g:*",
                LogStreamName = Stream,
            },
            Cancel),
        @"1 validation error detected: Value 'arn:aws:logs:us-east-1:000000000000:log-group:g:*' at 'logGroupIdentifier' failed to satisfy constraint: "
        + @"Member must satisfy regular expression pattern: [\w#+=/:,.@-]*");

    [Theory]
    [InlineData("invalid-token")]
    [InlineData("n/00000000000000000000000000000000000000000000000000000000")]
    [InlineData("f/1")]
    public Task UnknownToken_IsRefused(string token) =>
        AssertThrows<InvalidParameterException>(() => Get(token: token), "The specified nextToken is invalid.");

    [Fact]
    public Task LimitOver10000_IsRefused() => AssertThrows<InvalidParameterException>(
        () => Get(limit: 10_001),
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value "
        + "less than or equal to 10000");

    private Task<GetLogEventsResponse> Get(int? limit = null, string? token = null, bool? fromHead = null) =>
        Client.GetLogEventsAsync(
        new GetLogEventsRequest(Group, Stream) { Limit = limit, NextToken = token, StartFromHead = fromHead },
        Cancel);

    private static IEnumerable<string> Messages(GetLogEventsResponse page) =>
        page.Events!.Select(item => item.Message!);
}
