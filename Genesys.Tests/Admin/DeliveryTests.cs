using System.Net;
using System.Text.Json;
using Genesys.Receiver.Client;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Admin;

/// <summary>What happened to an event, and who may read it as it came.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private const string Alice = "an-operators-long-key";
    private const string Bob = "a-readers-own-long-key";

    private AdminApp _app = null!;

    private ReceiverClient Receiver => _app.Receiver(Alice);

    public async ValueTask InitializeAsync() => _app = await AdminApp.StartAsync(
        "Production",
        ("Admin:Operators:alice:ApiKey", Alice), ("Admin:Operators:alice:Role", "operator"),
        ("Admin:Operators:alice:PersonalData", "true"),
        ("Admin:Operators:bob:ApiKey", Bob));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task ADelivery_IsFoundByAnyOfItsIds_WithItsAttempts()
    {
        await DeadLetters.AddAsync(_app.Journal, ["event-1", "event-2"]);
        foreach (var filter in (DeliveryFilter[])[
            new() { EventId = "event-1" }, new() { RequestId = "request-event-1" },
            new() { ConversationId = "conversation-event-1" },
            new()
            {
                EventId = "event-1", TraceId = "0AF7651916CD43DD8448EB211C80319C", State = DeliveryState.DeadLetter,
                Reason = "not_found", MinAttempts = 1,
            }])
        {
            var found = Assert.Single(await FoundAsync(filter, 1));
            Assert.Equal(
                ("event-1", DeliveryState.DeadLetter, 1, "not_found", 404),
                (found.EventId, found.State, found.AttemptCount, found.LastAttempt!.Reason,
                    found.LastAttempt.StatusCode));
        }

        var whole = await Receiver.FindDeliveryAsync(
            (await FoundAsync(new() { EventId = "event-2" }, 1))[0].Key, cancellationToken: Cancel);
        var attempt = Assert.Single(whole!.Attempts);
        Assert.Equal(
            (AttemptKind.Fetch, 2.0, "0af7651916cd43dd8448eb211c80319c"),
            (attempt.Kind, attempt.TookSeconds, whole.TraceId));
    }

    [Fact]
    public async Task AList_IsReadPageByPage_NewestFirst()
    {
        for (var i = 0; i < 7; i++)
        {
            await _app.Journal.RecordAsync(ADelivery($"event-{i}"), false, Cancel);
        }

        await FoundAsync(new() { State = DeliveryState.Open }, 7);
        var first = await Receiver.FindDeliveriesAsync(new() { State = DeliveryState.Open }, 4, null, Cancel);
        await _app.Journal.RecordAsync(ADelivery("later"), false, Cancel);
        var second = await Receiver.FindDeliveriesAsync(new() { State = DeliveryState.Open }, 4, first.Next, Cancel);

        Assert.Equal(
            ["event-6", "event-5", "event-4", "event-3", "event-2", "event-1", "event-0"],
            first.Items.Concat(second.Items).Select(item => item.EventId));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task APayload_IsMasked_AndAnIdThatIsNone_IsHashed()
    {
        await DeadLetters.AddAsync(_app.Journal, ["jane.doe@example.com"]);
        var found = Assert.Single(await FoundAsync(new() { State = DeliveryState.DeadLetter }, 1));
        var whole = await _app.Receiver(Bob).FindDeliveryAsync(found.Key, cancellationToken: Cancel);

        Assert.StartsWith("sha256:", found.EventId, StringComparison.Ordinal);
        Assert.Equal(found.EventId, whole!.EventId);
        Assert.DoesNotContain("jane.doe", whole.Payload, StringComparison.Ordinal);
        Assert.False(whole.InClear);
    }

    [Fact]
    public async Task ReadingInClear_NeedsTheRight_AndIsAudited()
    {
        await DeadLetters.AddAsync(_app.Journal, ["jane.doe@example.com"]);
        var key = Assert.Single(await FoundAsync(new() { State = DeliveryState.DeadLetter }, 1)).Key;

        var refused = await Assert.ThrowsAsync<ReceiverException>(
            () => _app.Receiver(Bob).FindDeliveryAsync(key, inClear: true, Cancel));
        Assert.Equal((int)HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("Admin:Operators:{name}:PersonalData", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items);

        var whole = await Receiver.FindDeliveryAsync(key, inClear: true, Cancel);
        Assert.Equal(("jane.doe@example.com", true), (whole!.EventId, whole.InClear));
        Assert.Contains("jane.doe@example.com", whole.Payload, StringComparison.Ordinal);
        var row = Assert.Single((await Receiver.GetAuditAsync(cancellationToken: Cancel)).Items);
        Assert.Equal(
            ("alice", AuditActions.ReadInClear, $"delivery {key}", 1L), (row.By, row.Action, row.Subject, row.Count));
    }

    [Fact]
    public async Task WhatFailedAlike_IsAGroup_WithASampleAndAFinishedOneBesideIt()
    {
        await DeadLetters.AddAsync(_app.Journal, ["a", "b", "c"], "timeout", 0);
        await DeadLetters.AddAsync(_app.Journal, ["d"]);
        await DeadLetters.AddFinishedAsync(_app.Journal, "good");
        await DeadLetters.AddFinishedAsync(_app.Journal, "of another topic", "another");
        await FoundAsync(new(), 6);

        var groups = (await Receiver.GetFailuresAsync(Cancel)).Items;
        Assert.Equal(
            [("timeout", null, 3L), ("not_found", 404, 1L)],
            groups.Select(group => (group.Reason, group.Status, group.Count)));
        var details = await Receiver.FindFailureAsync(groups[0].Id, Cancel);
        Assert.Equal(("timeout", "good"), (details!.Failed!.LastAttempt!.Reason, details.Finished!.EventId));
        Assert.Null(await Receiver.FindFailureAsync("never", Cancel));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/admin/deliveries?group={groups[0].Id}");
        request.Headers.Add("X-Api-Key", Alice);
        using var answer = await _app.Client.SendAsync(request, Cancel);
        var found = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(3, found.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task WhatIsNotThere_IsNull()
    {
        Assert.Null(await Receiver.FindDeliveryAsync(999, cancellationToken: Cancel));
        Assert.Null(await Receiver.FindAnomalyAsync(999, Cancel));
        Assert.Null(await Receiver.FindJobAsync(999, Cancel));
    }

    private async Task<IReadOnlyList<DeliverySummary>> FoundAsync(DeliveryFilter filter, int count)
    {
        await _app.CatchUpAsync();
        var found = (await Receiver.FindDeliveriesAsync(filter, 50, null, Cancel)).Items;
        Assert.Equal(count, found.Count);
        return found;
    }
}
