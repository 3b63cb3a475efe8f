using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Genesys.Tests.MockCloudWatch;

public sealed class PutLogEventsTests : IAsyncLifetime
{
    private const string Group = "a-group";
    private const string Stream = "a-stream";
    private readonly MockCloudWatchServer _server = new MockCloudWatchServer().Start();
    private readonly AmazonCloudWatchLogsClient _client;

    public PutLogEventsTests() => _client = _server.CreateLogsClient();

    private DateTime Now => _server.Time.GetUtcNow().UtcDateTime;

    public async ValueTask InitializeAsync()
    {
        await _client.CreateLogGroupAsync(new CreateLogGroupRequest(Group), Cancel);
        await _client.CreateLogStreamAsync(new CreateLogStreamRequest(Group, Stream), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Batch_CanBeReadBack()
    {
        var answer = await Put(Event("one é🙀"), Event("two"));

        Assert.Null(answer.RejectedLogEventsInfo);
        Assert.NotNull(answer.NextSequenceToken);
        var read = await _client.GetLogEventsAsync(new GetLogEventsRequest(Group, Stream), Cancel);
        Assert.Equal(["one é🙀", "two"], read.Events!.Select(item => item.Message));
    }

    [Fact]
    public async Task TenThousandEvents_AreTaken() =>
        Assert.Null((await Put(Enumerable.Repeat(Event("x"), 10_000))).RejectedLogEventsInfo);

    [Fact]
    public async Task OneEventMore_IsRefused() => await AssertRefused(
        Enumerable.Repeat(Event("x"), 10_001),
        "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length less "
        + "than or equal to 10000");

    [Fact]
    public async Task BatchOfTheLargestSize_IsTaken() =>
        Assert.Null((await Put(Event(new string('x', 1_048_576 - 26)))).RejectedLogEventsInfo);

    [Fact]
    public async Task OneByteMore_IsRefused() => await AssertRefused(
        [Event(new string('x', 500_000)), Event(new string('é', (1_048_576 - 52 - 500_000) / 2) + "x")],
        "Upload too large: 1048577 bytes exceeds limit of 1048576");

    [Fact]
    public async Task OversizeEvent_IsRefused() => await AssertRefused(
        [Event(new string('x', 1_048_576))], "Log event too large: 1048602 bytes exceeds limit of 1048576");

    [Fact]
    public async Task WrongOrder_IsRefused() => await AssertRefused(
        [Event("x"), Event("y", TimeSpan.FromMilliseconds(-1))],
        "Log events in a single PutLogEvents request must be in chronological order.");

    [Fact]
    public async Task SpanOfOneDay_IsTaken() =>
        Assert.Null((await Put(Event("x", TimeSpan.FromDays(-1)), Event("y"))).RejectedLogEventsInfo);

    [Fact]
    public async Task LongerSpan_IsRefused() => await AssertRefused(
        [Event("x", -TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1)), Event("y")],
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");

    [Fact]
    public async Task EventsThatAreRejected_DontCountInTheSpan()
    {
        var old = await Put(Event("old", TimeSpan.FromDays(-20)), Event("kept"));
        var future = await Put(Event("kept too"), Event("new", TimeSpan.FromDays(2)));

        Assert.Equal(1, old.RejectedLogEventsInfo!.TooOldLogEventEndIndex);
        Assert.Equal(1, future.RejectedLogEventsInfo!.TooNewLogEventStartIndex);
        Assert.Equal(["kept", "kept too"], await Messages());
    }

    [Fact]
    public async Task BatchOfRejectedEventsOnly_IsAnswered()
    {
        var answer = await Put(Event("old", TimeSpan.FromDays(-20)), Event("new", TimeSpan.FromDays(1)));

        Assert.Equal(1, answer.RejectedLogEventsInfo!.TooOldLogEventEndIndex);
        Assert.Equal(1, answer.RejectedLogEventsInfo.TooNewLogEventStartIndex);
        Assert.Empty(await Messages());
    }

    [Fact]
    public async Task EmptyBatch_IsRefused() => await AssertRefused(
        [],
        "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length "
            + "greater than or equal to 1");

    [Fact]
    public async Task EmptyMessage_IsRefused() => await AssertRefused(
        [Event("x"), Event("")],
        "1 validation error detected: Value '' at 'logEvents.2.member.message' failed to satisfy constraint: Member "
        + "must have length greater than or equal to 1");

    [Fact]
    public async Task TooOldEvents_AreRejectedUpToAnExclusiveEnd()
    {
        var answer = await Put(
            Event("old", -TimeSpan.FromDays(14) - TimeSpan.FromMilliseconds(1)), Event("kept", TimeSpan.FromDays(-14)));

        Assert.Equal(1, answer.RejectedLogEventsInfo!.TooOldLogEventEndIndex);
        Assert.Null(answer.RejectedLogEventsInfo.TooNewLogEventStartIndex);
        Assert.Equal(["kept"], await Messages());
    }

    [Fact]
    public async Task TooNewEvents_AreRejectedFromAnInclusiveStart()
    {
        var answer = await Put(
            Event("kept", TimeSpan.FromHours(2)), Event("new", TimeSpan.FromHours(2) + TimeSpan.FromMilliseconds(1)));

        Assert.Equal(1, answer.RejectedLogEventsInfo!.TooNewLogEventStartIndex);
        Assert.Equal(["kept"], await Messages());
    }

    [Fact]
    public async Task ExpiredEvents_AreRejectedUpToAnExclusiveEnd()
    {
        await _client.PutRetentionPolicyAsync(new PutRetentionPolicyRequest(Group, 3), Cancel);

        var answer = await Put(
            Event("expired", -TimeSpan.FromDays(3) - TimeSpan.FromMilliseconds(1)),
            Event("kept", TimeSpan.FromDays(-3)));

        Assert.Equal(1, answer.RejectedLogEventsInfo!.ExpiredLogEventEndIndex);
        Assert.Null(answer.RejectedLogEventsInfo.TooOldLogEventEndIndex);
        Assert.Equal(["kept"], await Messages());
    }

    [Fact]
    public async Task ExpiredEvents_DontCountInTheSpan()
    {
        await _client.PutRetentionPolicyAsync(new PutRetentionPolicyRequest(Group, 1), Cancel);

        var answer = await Put(Event("expired", TimeSpan.FromDays(-2)), Event("kept"));

        Assert.Equal(1, answer.RejectedLogEventsInfo!.ExpiredLogEventEndIndex);
        Assert.Equal(["kept"], await Messages());
    }

    [Fact]
    public async Task UnknownGroupAndStream_AreToldApart()
    {
        var noGroup = await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            _client.PutLogEventsAsync(new PutLogEventsRequest("no-group", Stream, [Event("x")]), Cancel));
        var noStream = await Assert.ThrowsAsync<ResourceNotFoundException>(() =>
            _client.PutLogEventsAsync(new PutLogEventsRequest(Group, "no-stream", [Event("x")]), Cancel));

        Assert.Equal("The specified log group does not exist.", noGroup.Message);
        Assert.Equal("The specified log stream does not exist.", noStream.Message);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, noStream.StatusCode);
        Assert.True(Guid.TryParse(noStream.RequestId, out _));
    }

    private InputLogEvent Event(string message, TimeSpan fromNow = default) =>
        new() { Message = message, Timestamp = Now + fromNow };

    private Task<PutLogEventsResponse> Put(params IEnumerable<InputLogEvent> events) =>
        _client.PutLogEventsAsync(new PutLogEventsRequest(Group, Stream, [.. events]), Cancel);

    private async Task AssertRefused(IEnumerable<InputLogEvent> events, string message)
    {
        var refusal = await Assert.ThrowsAsync<InvalidParameterException>(() => Put(events));
        Assert.Equal(message, refusal.Message);
    }

    private async Task<IEnumerable<string?>> Messages() =>
        (
            await _client.GetLogEventsAsync(
                new GetLogEventsRequest(Group, Stream), Cancel)).Events!.Select(item => item.Message);
}
