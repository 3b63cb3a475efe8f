using Genesys.Receiver.Answers;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Genesys.Tests.GenesysCloud.ScriptedHandler;
using static Genesys.Tests.Processing.Deliveries;

namespace Genesys.Tests.Processing;

/// <summary>A 404 means "not yet" while the event is young, and "never" afterwards.</summary>
public class NotYetTests
{
    [Fact]
    public async Task NotFoundOnce_IsRetriedInTheFetch()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number == 0 ? 404 : 200);

        await RecordAsync(host, Young(time));
        await UntilCompletedAsync(host, time);

        Assert.Equal(2, genesys.Conversations.Count);
        Assert.Empty(host.Journal.Rescheduled);
        Assert.Empty(host.Journal.DeadLetters);
    }

    [Fact]
    public async Task NotFoundForAWholeFetch_IsRetriedLater()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number < 6 ? 404 : 200);

        await RecordAsync(host, Young(time));
        await UntilCompletedAsync(host, time);

        Assert.Equal(7, genesys.Conversations.Count);
        Assert.Single(host.Journal.Rescheduled);
        Assert.Empty(host.Journal.DeadLetters);
    }

    [Fact]
    public async Task NotFoundForEver_IsADeadLetter_OnceTheEventIsNoLongerYoung()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(404);
        var start = time.GetUtcNow();

        await RecordAsync(host, Young(time));
        await UntilDeadLetterAsync(host, time);

        // Attempts at once, after 1 and after 5 more minutes meet a young event; the one after 30 more doesn't, and
        // asks once.
        Assert.Equal((6 * 3) + 1, genesys.Conversations.Count);
        Assert.InRange((time.GetUtcNow() - start).TotalMinutes, 36, 41);
    }

    [Theory]
    [InlineData("00:10:00", 9, true)]
    [InlineData("00:10:00", 11, false)]
    [InlineData("00:30:00", 11, true)]
    [InlineData("00:00:00", 0, false)]
    [InlineData("00:00:00", -60, false)]
    public async Task Age_CountsFromTheEnvelopesTime(string grace, int minutes, bool isYoung)
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync(("Genesys:NotFoundGrace", grace));
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number == 0 ? 404 : 200);

        await RecordAsync(host, Of(time, eventAge: TimeSpan.FromMinutes(minutes), receiptAge: TimeSpan.Zero));

        await (isYoung ? UntilCompletedAsync(host, time) : UntilDeadLetterAsync(host, time));
        Assert.Equal(isYoung ? 2 : 1, genesys.Conversations.Count);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(11, false)]
    public async Task TimeInTheFuture_AgeCountsFromTheReceipt(int minutesSinceReceipt, bool isYoung)
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number == 0 ? 404 : 200);

        await RecordAsync(
            host, Of(
                time, eventAge: TimeSpan.FromDays(-100_000), receiptAge: TimeSpan.FromMinutes(minutesSinceReceipt)));

        await (isYoung ? UntilCompletedAsync(host, time) : UntilDeadLetterAsync(host, time));
    }

    [Fact]
    public async Task OldAndYoungEventOfOneConversation_EachGoesItsWay()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (number, _, _) => Answer(number < 6 ? 404 : 200);

        await RecordAsync(host, Young(time));
        await RecordAsync(host, Of(time, eventAge: TimeSpan.FromHours(1), receiptAge: TimeSpan.FromHours(1)));
        await UntilCompletedAsync(host, time);

        Assert.Single(host.Journal.DeadLetters);
        Assert.Single(host.Journal.Rescheduled);
    }

    [Fact]
    public async Task AnalyticsNotFoundOnce_IsFetchedAgain_AndHandedOver()
    {
        var (host, genesys, time) = await StartWithAnalyticsAsync();
        await using var _ = host;
        var asked = 0;
        genesys.OnConversation = (_, request, _) => IsAnalytics(request) && asked++ == 0 ? Answer(404) : Answer(200);

        await RecordAsync(host, Young(time));
        await UntilCompletedAsync(host, time);

        Assert.NotNull(Assert.Single(host.Journal.HandedOver).What.Content!.Analytics);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task AnalyticsThatNeverCome_TheConversationIsHandedOverWithout_OnceTheEventIsNoLongerYoung()
    {
        var (host, genesys, time) = await StartWithAnalyticsAsync();
        await using var _ = host;
        genesys.OnConversation = (_, request, _) => Answer(IsAnalytics(request) ? 404 : 200);
        var start = time.GetUtcNow();

        await RecordAsync(host, Young(time));
        await UntilCompletedAsync(host, time);

        Assert.Null(Assert.Single(host.Journal.HandedOver).What.Content!.Analytics);
        Assert.Equal(3, host.Journal.Rescheduled.Count);
        Assert.InRange((time.GetUtcNow() - start).TotalMinutes, 36, 41);
    }

    [Fact]
    public async Task Inline_YoungEvent_SenderKeepsIt()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(404);

        Assert.Equal(OutcomeKind.FailedAfterRetries, await ProcessInlineAsync(host, time, Young(time)));

        Assert.Equal(6, genesys.Conversations.Count);
        Assert.Single(host.Journal.Forgotten);
        Assert.Empty(host.Journal.DeadLetters);
    }

    [Fact]
    public async Task Inline_OldEvent_IsADeadLetter()
    {
        var (host, genesys, time) = await PumpHost.StartScriptedAsync();
        await using var _ = host;
        genesys.OnConversation = (_, _, _) => Answer(404);

        var old = Of(time, eventAge: TimeSpan.FromMinutes(11), receiptAge: TimeSpan.Zero);
        Assert.Equal(OutcomeKind.FailedPermanently, await ProcessInlineAsync(host, time, old));

        Assert.Single(genesys.Conversations);
        Assert.Single(host.Journal.DeadLetters);
    }

    private static bool IsAnalytics(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.EndsWith("/details", StringComparison.Ordinal);

    private static DeliveryRecord Young(FakeTimeProvider time) => Of(time, TimeSpan.Zero, TimeSpan.Zero);

    private static DeliveryRecord Of(FakeTimeProvider time, TimeSpan eventAge, TimeSpan receiptAge)
    {
        var now = time.GetUtcNow();
        var record = ADelivery("c", now - receiptAge);
        return record with { Delivery = record.Delivery with { Time = now - eventAge } };
    }

    private static async Task RecordAsync(PumpHost host, DeliveryRecord record) =>
        await host.Journal.RecordAsync(record, lease: false, Cancel);

    private static async Task<OutcomeKind> ProcessInlineAsync(
        PumpHost host, FakeTimeProvider time, DeliveryRecord record)
    {
        var recorded = await host.Journal.RecordAsync(record, lease: true, Cancel);
        var outcome = host.Services.GetRequiredService<InlineProcessing>().ProcessAsync(recorded.Lease!, Cancel);
        await PumpHost.AdvanceUntil(time, () => outcome.IsCompleted, "it is processed");
        return await outcome;
    }

    private static async Task<(
        PumpHost Host, ScriptedHandler Genesys, FakeTimeProvider Time)> StartWithAnalyticsAsync() =>
        await PumpHost.StartScriptedAsync(("Genesys:IncludeAnalytics", "true"), ("Destinations:all:Type", "File"));

    private static Task UntilCompletedAsync(PumpHost host, FakeTimeProvider time) =>
        PumpHost.AdvanceUntil(time, () => host.Journal.CompletedCount == 1, "it is finished", () => StepOf(host));

    private static Task UntilDeadLetterAsync(PumpHost host, FakeTimeProvider time) => PumpHost.AdvanceUntil(
        time, () => host.Journal.Locked(() => host.Journal.DeadLetters.Count) == 1, "it is a dead letter", () =>
            StepOf(host));

    // Long steps between attempts, short ones within.
    private static TimeSpan StepOf(PumpHost host) => TimeSpan.FromSeconds(host.Journal.IsQuiet ? 10 : 0.2);
}
