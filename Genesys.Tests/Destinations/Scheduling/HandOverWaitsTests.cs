using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

/// <summary>The history of a hand-over says what it waited for.</summary>
public class HandOverWaitsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LeasedHandOver _handOver;

    public HandOverWaitsTests() =>
        _handOver = new AHandOver().Lease() with { RecordedAt = _time.GetUtcNow(), Attempts = 0 };

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public async Task What_came_while_an_operator_had_paused_the_destination_waited_for_that()
    {
        var waits = new HandOverWaits(new DestinationOptions(), _time);
        await waits.HoldAsync(WaitReasons.Paused, () => Later(60));

        Assert.Equal(new AttemptWait(TimeSpan.FromSeconds(60), "paused"), waits.Of(_handOver, Now));
    }

    [Fact]
    public async Task What_failed_before_waited_for_its_next_attempt_and_what_was_replayed_for_an_operator()
    {
        var waits = new HandOverWaits(new DestinationOptions(), _time);
        var failed = _handOver with { Attempts = 1, LastAttemptAt = Now };
        await Later(8);

        Assert.Equal(new AttemptWait(TimeSpan.FromSeconds(8), "retry"), waits.Of(failed, Now));
        Assert.Equal(new AttemptWait(TimeSpan.FromSeconds(8), "replay"), waits.Of(failed with { Attempts = 0 }, Now));
    }

    [Theory]
    [InlineData(true, "order")]
    [InlineData(false, "backlog")]
    public async Task What_is_behind_another_of_its_conversation_waited_for_the_order(bool inOrder, string expected)
    {
        var waits = new HandOverWaits(
            new DestinationOptions
            {
                Ordering = inOrder ? DestinationOrdering.Conversation : DestinationOrdering.None,
            }, _time);
        await Later(5);
        waits.Ended([_handOver with { Key = 1 }]);

        Assert.Equal(expected, waits.Of(_handOver, Now)!.Value.For);
        await Later(5);
        Assert.Equal("backlog", waits.Of(_handOver with { RecordedAt = Now.AddSeconds(-2) }, Now)!.Value.For);
    }

    private Task Later(int seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }
}
