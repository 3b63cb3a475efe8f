using Genesys.Receiver.Journal.Sqlite.Index;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// What comparing with analytics needs and finds. Its few rows are the writer's; what is known is asked of the search
/// index.
/// </summary>
internal sealed class SqliteReconciliation(
    SqliteWriter writer, SearchConnections connections, IndexProgress progress, JournalOptions options,
    JournalClock clock)
    : IJournalReconciliation
{
    private ReconciliationRows Rows => new(writer.File);

    private long Now => clock.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<IReadOnlyDictionary<string, IReadOnlySet<string>>> FindTopicsAsync(
        IReadOnlyList<string> conversationIds, CancellationToken cancellationToken) =>
        connections.UseAsync(
            connection => ConversationTopics.Find(connection, progress.DeliveryIds, conversationIds, clock),
            cancellationToken);

    public ValueTask<ReconciliationWindow?> TakeAsync(
        DateTimeOffset since, TimeSpan interval, TimeSpan delay, CancellationToken cancellationToken)
    {
        ReconciliationWindow? taken = null;
        return writer.RunAsync(
            () =>
            {
                var now = Now;
                Rows.PutRight(now, (long)interval.TotalMilliseconds, (long)delay.TotalMilliseconds);
                var next = ReconciliationWindows.Next(
                    Rows.LastEnd(), since.ToUnixTimeMilliseconds(), now - (long)options.Retention.TotalMilliseconds,
                    now, (long)interval.TotalMilliseconds);
                foreach (var (from, to) in next)
                {
                    Rows.Insert(from, to, to + (long)delay.TotalMilliseconds);
                }

                taken = Rows.Due(now);
            },
            () => taken,
            cancellationToken);
    }

    // One receiver has the file.
    public ValueTask<bool> RenewAsync(long window, CancellationToken cancellationToken) => new(true);

    public ValueTask<bool> KeepAsync(
        ReconciliationWindow window, IReadOnlyList<ReconciliationEntry> found, IReadOnlyList<long> late,
        CancellationToken cancellationToken) =>
        writer.RunAsync(
            () =>
            {
                Rows.Update(window);
                Rows.Add(window.Id, found);
                Rows.AreLate(late);
            },
            () => true,
            cancellationToken);

    public ValueTask<Found<ReconciliationWindow>> ListAsync(
        int limit, string? cursor, CancellationToken cancellationToken) => writer.RunAsync(
        null, () => SearchCursor.Page(Rows.Before(SearchCursor.Read(cursor), limit + 1), limit, window => window.Id),
        cancellationToken);

    public ValueTask<ReconciliationWindow?> FindAsync(long id, CancellationToken cancellationToken) =>
        writer.RunAsync(null, () => Rows.Find(id), cancellationToken);

    public ValueTask<Found<ReconciliationEntry>> ConversationsAsync(
        long window, ReconciliationResult? result, int limit, string? cursor, CancellationToken cancellationToken) =>
            writer.RunAsync(
        null,
        () =>
            SearchCursor.Page(
                Rows.Entries(window, result, SearchCursor.Read(cursor), limit + 1), limit, entry => entry.Key),
        cancellationToken);

    public ValueTask<IReadOnlyList<ReconciliationEntry>> AskedAsync(int max, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<ReconciliationEntry>>(null, () => Rows.Asked(max), cancellationToken);

    public async ValueTask RecordedAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        await writer.RunAsync(() => Rows.AreRecorded(keys, Now), () => true, cancellationToken);
}
