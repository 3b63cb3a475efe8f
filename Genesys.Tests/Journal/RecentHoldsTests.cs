using Genesys.Receiver.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

public class RecentHoldsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly RecentHolds _holds;

    public RecentHoldsTests() => _holds = new RecentHolds(_time);

    [Fact]
    public void What_waited_less_than_a_second_waited_for_nothing()
    {
        Assert.Null(_holds.Of(Noon, Noon.AddSeconds(0.9), "retry"));
        Assert.NotNull(_holds.Of(Noon, Noon.AddSeconds(1), "retry"));
    }

    [Fact]
    public void Without_a_hold_it_is_what_the_caller_says() =>
        Assert.Equal(
            new AttemptWait(TimeSpan.FromSeconds(4.5), "min_fetch_interval"),
            _holds.Of(Noon, Noon.AddSeconds(4.5), "min_fetch_interval"));

    [Fact]
    public void A_hold_for_most_of_the_time_is_what_it_waited_for()
    {
        Add("rate_limit", 1, 2);
        Add("circuit_open", 3, 6);
        Add("circuit_open", 6.1, 9);

        Assert.Equal("circuit_open", WaitedFor(0, 10));
        Assert.Equal("circuit_open", WaitedFor(4, 6));
        Assert.Equal("backlog", WaitedFor(8, 30));
    }

    [Fact]
    public void Half_of_the_time_is_enough()
    {
        Add("rate_limit", 2, 4);

        Assert.Equal("rate_limit", WaitedFor(0, 4));
        Assert.Equal("backlog", WaitedFor(0, 4.002));
    }

    [Fact]
    public void Only_what_lies_within_the_wait_counts()
    {
        Add("rate_limit", 0, 100);

        Assert.Equal("rate_limit", WaitedFor(90, 110));
        Assert.Equal("backlog", WaitedFor(95, 110));
        Assert.Equal("backlog", WaitedFor(-20, 10));
        Assert.Equal("backlog", WaitedFor(150, 160));
    }

    [Fact]
    public void A_hold_that_was_over_before_takes_nothing_from_a_later_one()
    {
        Add("rate_limit", 0, 9);
        Add("rate_limit", 20, 26);

        Assert.Equal("rate_limit", WaitedFor(20, 30));
    }

    [Fact]
    public void Two_holds_for_the_same_with_a_short_pause_between_them_are_one()
    {
        Add("rate_limit", 0, 2);
        Add("rate_limit", 2.2, 4.2);
        Assert.Equal("rate_limit", WaitedFor(0, 8.4));

        Add("circuit_open", 100, 102);
        Add("circuit_open", 102.3, 104.3);
        Assert.Equal("backlog", WaitedFor(100, 108.4));
    }

    [Fact]
    public void Two_holds_for_different_things_are_two()
    {
        Add("rate_limit", 0, 1);
        Add("circuit_open", 1.1, 5);

        Assert.Equal("backlog", WaitedFor(0, 8));
    }

    [Fact]
    public void The_latest_fifty_are_kept()
    {
        Add("first", 0, 10);
        for (var later = 1; later < 50; later++)
        {
            Add("another", later * 100, (later * 100) + 1);
        }

        Assert.Equal("first", WaitedFor(0, 10));
        Add("another", 10_000, 10_001);
        Assert.Equal("backlog", WaitedFor(0, 10));
    }

    [Fact]
    public async Task A_wait_is_remembered_with_its_reason_although_it_failed()
    {
        await _holds.HoldAsync("circuit_open", WaitAsync);
        await Assert.ThrowsAsync<TimeoutException>(() => _holds.HoldAsync("rate_limit", async () =>
        {
            await WaitAsync();
            throw new TimeoutException();
        }));
        await _holds.HoldAsync(reason: null, WaitAsync);

        Assert.Equal("circuit_open", WaitedFor(0, 3));
        Assert.Equal("rate_limit", WaitedFor(3, 6));
        Assert.Equal("backlog", WaitedFor(6, 9));
    }

    private void Add(string reason, double from, double to) =>
        _holds.Add(reason, Noon.AddSeconds(from), Noon.AddSeconds(to));

    private string WaitedFor(double since, double now) =>
        _holds.Of(Noon.AddSeconds(since), Noon.AddSeconds(now), "backlog")!.Value.For;

    private Task WaitAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(3));
        return Task.CompletedTask;
    }
}
