using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What fetches that are under way together ask for: many of them share a statement and its commit.</summary>
internal sealed class GatheredDeliveries(
    PostgresDeliveries deliveries, PostgresChanges changes, JournalClock clock)
{
    // What one delivery adds to a statement, roughly and to the safe side.
    private const int BytesOfEach = 8 * 1024;

    private readonly GatheredCalls<FinishedDeliveries, bool> _ends = new(
        async finished =>
        {
            var ended = await changes.WatchAsync(deliveries.FinishAsync(finished));
            changes.Finished(finished.SelectMany(one => one.Deliveries), ended.Count);
            return [.. finished.Select(_ => true)];
        },
        finished => (finished.Deliveries.Count * BytesOfEach) + SizeOf(finished.HandOvers?.Content),
        "deliveries");

    private readonly GatheredCalls<(long Conversation, int Most), IReadOnlyList<LeasedDelivery>> _joins = new(
        async wanted =>
        {
            var taken = await deliveries.TakeConversationsAsync(wanted);
            var given = new HashSet<long>();
            return
            [
                .. wanted.Select(one => (IReadOnlyList<LeasedDelivery>)(
                    given.Add(one.Conversation) ? [.. taken[one.Conversation]] : []))
            ];
        },
        _ => BytesOfEach,
        "deliveries");

    public void Start()
    {
        _ends.Start();
        _joins.Start();
    }

    /// <summary>Takes nothing more; returns when what waits is done.</summary>
    public Task StopAsync() => Task.WhenAll(_ends.StopAsync(), _joins.StopAsync());

    /// <summary>Leases the others of a conversation.</summary>
    public Task<IReadOnlyList<LeasedDelivery>> TakeConversationAsync(
        string account, ConversationId conversation, int max, CancellationToken cancellationToken) =>
        _joins.RunAsync((DedupeKey.OfConversation(account, conversation), max), cancellationToken);

    /// <summary>Finishes deliveries; returns after that is on disk.</summary>
    public Task FinishAsync(
        IReadOnlyList<LeasedDelivery> finished, AttemptEntry attempt, TimeSpan rest, NewHandOvers? handOvers,
        CancellationToken cancellationToken) =>
        _ends.RunAsync(
            new FinishedDeliveries(finished, attempt, rest > TimeSpan.Zero ? clock.After(rest) : 0, handOvers),
            cancellationToken);

    private static int SizeOf(FetchedContent? content) =>
        content is null ? 0 : content.Conversation.Length + (content.Analytics?.Length ?? 0);
}
