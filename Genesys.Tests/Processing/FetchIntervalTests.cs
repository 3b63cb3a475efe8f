using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

/// <summary>
/// Two fetches of one conversation are <c>Genesys:MinFetchInterval</c> apart; nothing else waits for that.
/// </summary>
public class FetchIntervalTests
{
    [Fact]
    public async Task EventsOfALiveCall_AreFetchedForTogether_OnceAnInterval()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Genesys:MinFetchInterval", "00:00:05"));
        await using var _ = host;
        await RecordAsync(host, "c", time);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the first is fetched for");

        for (var i = 0; i < 8; i++)
        {
            await RecordAsync(host, "c", time);
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        await RecordAsync(host, "another", time);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 2, "another conversation doesn't wait");
        Assert.Equal(2, genesys.Conversations.Count);

        // The clock stands still while what it made due is dealt with.
        await PumpHost.AdvanceUntil(
            time, () => host.Journal.CompletedCount == 10, "one fetch answers for all", () =>
                TimeSpan.FromMilliseconds(host.Journal.IsQuiet ? 100 : 0));
        Assert.Equal(3, genesys.Conversations.Count);
        var waits = host.Journal.Locked(() => host.Journal.Completed.Select(one => one.Delivery.Wait).ToList());
        Assert.Equal([null, null], waits[..2]);
        Assert.All(waits[2..8], wait => Assert.Equal("min_fetch_interval", wait!.Value.For));
        Assert.InRange(waits[2]!.Value.Length, TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(5.5));
    }

    [Fact]
    public async Task Zero_NothingWaits()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Genesys:MinFetchInterval", "00:00:00"));
        await using var _ = host;

        await RecordAsync(host, "c", time);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 1, "the first is fetched for");
        await RecordAsync(host, "c", time);
        await Eventually.IsTrue(() => host.Journal.CompletedCount == 2, "the second too");

        Assert.Equal(2, genesys.Conversations.Count);
    }

    private static async Task RecordAsync(PumpHost host, string conversation, TimeProvider time) =>
        await host.Journal.RecordAsync(
            ADelivery(conversation) with { ReceivedAt = time.GetUtcNow() }, lease: false, Cancel);
}
