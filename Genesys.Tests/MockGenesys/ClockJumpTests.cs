using System.Net;
using Genesys.MockGenesys.Faults;
using Genesys.MockGenesys.Sender;

namespace Genesys.Tests.MockGenesys;

/// <summary>The wall clock jumps by a day while the mock runs: no duration changes.</summary>
public class ClockJumpTests
{
    private readonly AClockThatJumps _clock = new(AMock.Start);

    public static TheoryData<int> Days => [-1, 1];

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Fault_LastsAsLongAsItShould(int days)
    {
        await using var mock = await AMock.StartAsync(_clock);
        mock.Get<FaultPlan>().Add(new Fault { Kind = FaultKind.Outage, Duration = TimeSpan.FromSeconds(30) });

        _clock.Jump = TimeSpan.FromDays(days);

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(FaultKind.Outage, mock.Get<FaultPlan>().DrawEffect(FaultScope.Api).Kind);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(mock.Get<FaultPlan>().DrawEffect(FaultScope.Api).Kind);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task TokenAndLimit_EndWhenTheyShould(int days)
    {
        await using var mock = await AMock.StartAsync(
            _clock, ("Mock:TokenLifetime", "300"), ("Mock:RequestsPerMinute", "1"));
        await mock.SignInAsync();
        using var first = await mock.GetAsync("/api/v2/conversations/c1");

        _clock.Jump = TimeSpan.FromDays(days);

        using var second = await mock.GetAsync("/api/v2/conversations/c1");
        _clock.Advance(TimeSpan.FromSeconds(61));
        using var third = await mock.GetAsync("/api/v2/conversations/c1");
        _clock.Advance(TimeSpan.FromSeconds(240));
        using var last = await mock.GetAsync("/api/v2/conversations/c1");
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK, HttpStatusCode.Unauthorized],
            [first.StatusCode, second.StatusCode, third.StatusCode, last.StatusCode]);
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Sender_GoesOnAtItsRate_AndRetriesWhenItShould(int days)
    {
        await using var destination = await ADestination.StartAsync();
        destination.Answer = context =>
        {
            context.Response.StatusCode = destination.Requests.Count == 1 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using var mock = await AMock.StartAsync(_clock, AMock.Sends(destination.Address, count: 20));
        await ADestination.UntilAsync(mock, counts => counts.Invocations >= 1);
        var before = _clock.GetUtcNow();

        _clock.Jump = TimeSpan.FromDays(days);

        await ADestination.UntilAsync(mock, counts => counts.Delivered == 20);
        Assert.InRange(_clock.GetUtcNow() - TimeSpan.FromDays(days) - before, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.All(
            mock.Get<Ledger>().All(),
            entry =>
                Assert.All(
                    entry.Results, result => Assert.InRange(result.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1))));
    }
}
