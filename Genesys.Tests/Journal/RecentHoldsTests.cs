using Genesys.Receiver.Journal;

namespace Genesys.Tests.Journal;

public class RecentHoldsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RecentHolds _holds = new(TimeProvider.System);

    [Fact]
    public void What_waited_less_than_a_second_waited_for_nothing() =>
        Assert.Null(_holds.Of(Noon, Noon.AddSeconds(0.9), "retry"));

    [Fact]
    public void Without_a_hold_it_is_what_the_caller_says() =>
        Assert.Equal(
            new AttemptWait(TimeSpan.FromSeconds(4.5), "min_fetch_interval"),
            _holds.Of(Noon, Noon.AddSeconds(4.5), "min_fetch_interval"));

    [Fact]
    public void A_hold_for_most_of_the_time_is_what_it_waited_for()
    {
        _holds.Add("rate_limit", Noon.AddSeconds(1), Noon.AddSeconds(2));
        _holds.Add("circuit_open", Noon.AddSeconds(3), Noon.AddSeconds(6));
        _holds.Add("circuit_open", Noon.AddSeconds(6.1), Noon.AddSeconds(9));

        Assert.Equal("circuit_open", _holds.Of(Noon, Noon.AddSeconds(10), "backlog")!.Value.For);
        Assert.Equal("circuit_open", _holds.Of(Noon.AddSeconds(4), Noon.AddSeconds(6), "backlog")!.Value.For);
        Assert.Equal("backlog", _holds.Of(Noon.AddSeconds(8), Noon.AddSeconds(30), "backlog")!.Value.For);
    }
}
