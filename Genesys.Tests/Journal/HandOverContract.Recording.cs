using System.Text;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <content>How hand-overs are recorded, and what is kept for them.</content>
public abstract partial class HandOverContract
{
    [Fact]
    public async Task EventThatIsRecordedForADestination_IsHandedOverAsItCame()
    {
        var journal = await World.StartAsync();
        var record = ADelivery("1", "c", replay: "archive") with { HandOvers = ["crm"] };

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(record, false, Cancel)).Status);

        var leased = Assert.Single(await LeaseAsync(journal, "crm"));
        Assert.Equal("crm", leased.Destination);
        Assert.Equal(record.Delivery.Payload.ToArray(), leased.Record.Delivery.Payload.ToArray());
        Assert.Equal(
            record.Delivery with { Payload = default },
            leased.Record.Delivery with { Payload = default, Drift = record.Delivery.Drift });
        Assert.Equal((record.RequestId, record.TraceParent), (leased.Record.RequestId, leased.Record.TraceParent));
        Assert.Equal(
            (0, null, Start, false),
            (leased.Attempts, leased.FirstAttemptAt, leased.RecordedAt, leased.IsOperatorEvent));
        Assert.Null(leased.Content);
        Assert.Null(leased.ConversationError);
        Assert.Empty(await LeaseAsync(journal, "other"));
    }

    [Fact]
    public async Task EventThatFetchesNothing_IsHandedOverAtOnce_AndItsPayloadGoesWithTheLast()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        Assert.Equal(1, await World.CountAsync("payloads"));
        Assert.Equal(0, (await journal.GetStateAsync(Cancel)).OpenDeliveries);

        await CompleteAllAsync(journal, "crm");
        Assert.Equal(1, await World.CountAsync("payloads"));
        var last = Assert.Single(await LeaseAsync(journal, "lake"));
        Assert.Equal(WithoutConversation("1").Delivery.Payload.ToArray(), last.Record.Delivery.Payload.ToArray());
        await HandOvers(journal).CompleteHandOversAsync([last], AnAttempt(), Cancel);

        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task SameEventAgain_IsHandedOverOnce()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Equal(
            RecordStatus.Duplicate,
            (await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel)).Status);
        await journal.RecordAsync(ADelivery("2") with { HandOvers = ["crm"] }, false, Cancel);
        Assert.Equal(
            RecordStatus.Duplicate,
            (await journal.RecordAsync(ADelivery("2") with { HandOvers = ["crm"] }, false, Cancel)).Status);

        Assert.Equal(["1", "2"], Ids(await LeaseAsync(journal, "crm")));
    }

    [Fact]
    public async Task WithoutADestination_NothingIsStored()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("2"), false, Cancel);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, HandedTo(), Cancel);

        foreach (var table in new[] { "destinations", "hand_overs", "payloads", "contents" })
        {
            Assert.Equal(0, await World.CountAsync(table));
        }
    }

    [Fact]
    public async Task PayloadOfAnOpenDelivery_StandsInItsRecordAlone_AndIsKeptWhenItEndsFirst()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm", "lake"] }, false, Cancel);
        Assert.Equal(0, await World.CountAsync("payloads"));

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
        Assert.Equal(1, await World.CountAsync("payloads"));

        await CompleteAllAsync(journal, "crm", "1");
        await CompleteAllAsync(journal, "lake", "1");
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task HandOverThatEndsBeforeItsDelivery_LeavesNothingToKeep()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1") with { HandOvers = ["crm"] }, false, Cancel);
        await CompleteAllAsync(journal, "crm", "1");

        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);

        Assert.Equal(0, await World.CountAsync("payloads"));
    }

    [Fact]
    public async Task WhatOneFetchBrought_IsStoredOnce_AndGoesWithTheLast()
    {
        var journal = await World.StartAsync();
        foreach (var id in new[] { "1", "2", "3" })
        {
            await journal.RecordAsync(ADelivery(id, "c"), false, Cancel);
        }

        var first = await journal.LeaseDeliveriesAsync(1, Cancel);
        var same = await journal.LeaseConversationAsync(
            "123456789012", first[0].Record.Delivery.ConversationId!.Value, 10, Cancel);
        await journal.CompleteAsync(
            [.. first, .. same], AnAttempt(), TimeSpan.Zero,
            new NewHandOvers
            {
                Content = Fetched,
                DestinationsOf = one => one.Record.Delivery.EventId == "2" ? ["crm"] : ["crm", "lake"],
            }, Cancel);
        Assert.Equal(1, await World.CountAsync("contents"));
        Assert.Equal(3, await World.CountAsync("payloads"));

        var crm = await LeaseAsync(journal, "crm");
        Assert.Equal(["1", "2", "3"], Ids(crm));
        Assert.All(crm, one =>
        {
            Assert.Equal(Fetched.Conversation.ToArray(), one.Content!.Conversation.ToArray());
            Assert.Equal(Fetched.Analytics!.Value.ToArray(), one.Content.Analytics!.Value.ToArray());
        });
        await HandOvers(journal).CompleteHandOversAsync(crm, AnAttempt(), Cancel);
        await IsCountedAsync("payloads", 2);
        Assert.Equal(1, await World.CountAsync("contents"));

        await CompleteAllAsync(journal, "lake", "1", "3");
        await NothingIsKeptAsync();
    }

    [Fact]
    public async Task ContentWithoutAnalytics_ComesBackSo()
    {
        var journal = await World.StartAsync();
        await FinishAsync(journal, "1", new FetchedContent("{}"u8.ToArray(), null), "crm");

        var content = Assert.Single(await LeaseAsync(journal, "crm")).Content!;

        Assert.Equal("{}", Encoding.UTF8.GetString(content.Conversation.Span));
        Assert.Null(content.Analytics);
    }

    [Fact]
    public async Task FetchThatFailedForGood_IsHandedOverWithItsReason()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var delivery = (await journal.LeaseDeliveriesAsync(1, Cancel))[0];
        await journal.DeadLetterAsync(
            delivery, AnAttempt("not_found", 404), AnAnomaly("r"),
            new NewHandOvers { DestinationsOf = _ => ["crm"], ConversationError = "not_found" }, Cancel);

        var leased = Assert.Single(await LeaseAsync(journal, "crm"));

        Assert.Equal("not_found", leased.ConversationError);
        Assert.Null(leased.Content);
        Assert.Equal(delivery.Record.Delivery.Payload.ToArray(), leased.Record.Delivery.Payload.ToArray());
        await HandOvers(journal).CompleteHandOversAsync([leased], AnAttempt(), Cancel);
        Assert.Equal(1, (await journal.GetStateAsync(Cancel)).DeadLetters);
    }

    [Fact]
    public async Task DeliveryWhoseLeaseIsGone_RecordsNoHandOver()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var leased = await journal.LeaseDeliveriesAsync(1, Cancel);
        await journal.ReleaseAsync(leased, World.Time.GetUtcNow().AddHours(1), Cancel);

        await journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, HandedTo("crm"), Cancel);
        await journal.DeadLetterAsync(leased[0], AnAttempt("gone", 410), AnAnomaly("r"), HandedTo("crm"), Cancel);

        Assert.Empty(await LeaseAsync(journal, "crm"));
        Assert.Equal(0, await World.CountAsync("contents"));
    }
}
