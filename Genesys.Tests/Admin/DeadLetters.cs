using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Admin;

/// <summary>Puts deliveries of each state into a journal.</summary>
internal static class DeadLetters
{
    /// <summary>Records deliveries and gives each up, many in a commit.</summary>
    public static async Task AddAsync(
        IJournal journal, IEnumerable<string> ids, string reason = "not_found", int status = 404,
        string? conversation = null)
    {
        foreach (var some in ids.Chunk(25))
        {
            await Task.WhenAll(
                some.Select(id => journal.RecordAsync(ADelivery(id, conversation), false, default).AsTask()));
            var left = some.Length;
            while (left > 0)
            {
                var leased = await journal.LeaseDeliveriesAsync(left, default);
                await Task.WhenAll(leased.Select(lease =>
                    journal.DeadLetterAsync(
                        lease, AnAttempt(reason, status),
                        AnAnomaly(lease.Record.RequestId, AnomalyKind.DownstreamFailure), default).AsTask()));
                left -= leased.Count;
            }
        }
    }

    /// <summary>Records deliveries for destinations, each of which refuses them.</summary>
    public static async Task AddHandOversAsync(IJournal journal, IEnumerable<string> ids, params string[] destinations)
    {
        foreach (var id in ids)
        {
            await journal.RecordAsync(WithoutConversation(id) with { HandOvers = destinations }, false, default);
        }

        var handOvers = ((IJournalStore)journal).HandOvers;
        foreach (var destination in destinations)
        {
            foreach (var leased in await handOvers.LeaseHandOversAsync(destination, 1_000, false, default))
            {
                await handOvers.DeadLetterHandOverAsync(leased, AnAttempt("refused", 400), "refused", default);
            }
        }
    }

    /// <summary>Records a delivery and finishes it.</summary>
    public static async Task AddFinishedAsync(IJournal journal, string id, string? topic = null)
    {
        var record = ADelivery(id);
        await journal.RecordAsync(
            record with { Delivery = record.Delivery with { EventType = topic ?? record.Delivery.EventType } }, false,
            default);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, default), AnAttempt(), TimeSpan.Zero, default);
    }
}
