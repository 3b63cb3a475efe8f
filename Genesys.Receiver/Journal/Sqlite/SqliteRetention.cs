using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Removes what is kept for a time, a few hundred rows in a transaction, so that no record waits for it. The file keeps
/// its size and uses the room again.
/// </summary>
internal sealed class SqliteRetention(
    SqliteWriter writer, DeliveryLedger deliveries, HandOverLedger handOvers, JournalOptions options,
    JournalClock clock)
{
    private const int Chunk = 500;
    private const int DeadLetterChunk = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ErasedRetention = TimeSpan.FromHours(1);

    // What has a hand-over that waits or is a dead letter is found for as long as that is so.
    private readonly HistoryRows _finished = new(
        "finished", "at",
        "hand_overs IS NULL AND NOT EXISTS (SELECT 1 FROM hand_overs h WHERE h.delivery = finished.id AND h.state IN (0, 2))",
        DuplicateRows.RemoveOrphans);

    private readonly HistoryRows _anomalies = new("anomalies", "shipped");
    private bool _finishedHasBegun;
    private bool _anomaliesHaveBegun;
    private long _next;

    /// <summary>Below this key no finished delivery is kept but what ended late.</summary>
    public long DeliveriesFrom => _finished.Boundary;

    /// <summary>Below this key no shipped anomaly is kept but what was shipped late.</summary>
    public long AnomaliesFrom => _anomalies.Boundary;

    /// <summary>What is kept for a time and is from before this moment goes, in milliseconds since 1970.</summary>
    public long Before => clock.After(-options.Retention);

    private long Beyond => clock.After(options.Retention);

    public void Tick()
    {
        if (clock.Now < _next)
        {
            return;
        }

        _next = clock.After(Pause);
        Repeat(() => RemoveKnown("known_events", "id"));
        Repeat(() => RemoveKnown("known_again", "at"));
        Repeat(StripPayloads);
        Repeat(() => Remove(_finished, ref _finishedHasBegun));
        Repeat(() => Remove(_anomalies, ref _anomaliesHaveBegun));
        DiscardExpired();
        PostSweep();
        Repeat(RemoveOthers);
    }

    private void Repeat(Func<bool> removeSome)
    {
        var more = false;
        writer.TryPost(new SqliteTask<bool>(
            () => more = removeSome(),
            () =>
            {
                deliveries.TrimKnown();
                if (more)
                {
                    Repeat(removeSome);
                }

                return true;
            }));
    }

    private void PostSweep()
    {
        var upTo = 0L;
        writer.TryPost(new SqliteTask<bool>(
            () => upTo = handOvers.Sweep(writer.File.Number("SELECT max(id) FROM finished") - options.MaxFinished),
            () =>
            {
                if (handOvers.Swept(upTo))
                {
                    PostSweep();
                }

                return true;
            }));
    }

    private bool Remove(HistoryRows rows, ref bool hasBegun)
    {
        if (!hasBegun)
        {
            rows.Begin(writer.File, Before, Beyond, options.MaxFinished, clock.Now);
        }

        return hasBegun = rows.Remove(writer.File, Before, Beyond, options.MaxFinished);
    }

    // Rows of known events are in the order of their time: what is over stands on the left. One that is further ahead
    // of the clock than it is ever kept was written by a clock that was wrong.
    private bool RemoveKnown(string table, string order)
    {
        var ids = new List<long>();
        using (var rows = new SqliteStatement(
            writer.File.Handle, $"SELECT id, at FROM {table} ORDER BY {order} LIMIT {Chunk}"))
        {
            var (before, beyond) = (Before, Beyond);
            while (rows.Read() && (rows.Int64(1) < before || rows.Int64(1) > beyond))
            {
                ids.Add(rows.Int64(0));
            }
        }

        using var delete = new SqliteStatement(writer.File.Handle, $"DELETE FROM {table} WHERE id = ?1");
        ids.ForEach(id => delete.Bind(1, id).Execute());
        return ids.Count == Chunk;
    }

    private bool StripPayloads()
    {
        using var rows = new SqliteStatement(
            writer.File.Handle,
            $"SELECT id, record FROM finished WHERE kept <= ?1 UNION ALL SELECT id, record FROM finished WHERE kept > ?2 LIMIT {DeadLetterChunk}");
        var stripped = rows.Bind(1, clock.Now).Bind(2, clock.After(options.PayloadRetention))
            .ReadAll(row => (Id: row.Int64(0), Record: RecordFrame.WithoutPayload(row.Blob(1)).ToArray()));
        using var update = new SqliteStatement(
            writer.File.Handle, "UPDATE finished SET record = ?2, kept = NULL WHERE id = ?1");
        stripped.ForEach(row => update.Bind(1, row.Id).Bind(2, row.Record).Execute());
        return stripped.Count == DeadLetterChunk;
    }

    private void DiscardExpired()
    {
        List<Acted> ended = [];
        writer.TryPost(new SqliteTask<bool>(
            () => ended = DiscardSome(),
            () =>
            {
                ended.ForEach(deliveries.WasEnded);
                if (ended.Count >= DeadLetterChunk)
                {
                    DiscardExpired();
                }

                return true;
            }));
    }

    private List<Acted> DiscardSome()
    {
        var now = clock.Time.GetUtcNow();
        var reason = AuditText.ExpiredReason(options.DeadLetterRetention);
        var before = clock.Earlier(now - options.DeadLetterRetention).ToUnixTimeMilliseconds();
        List<Acted> ended =
        [
            .. deliveries.DeadLettersBefore(before, DeadLetterChunk).Select(key => deliveries.DiscardFetch(key, reason))
            .OfType<Acted>(),
            .. handOvers.DiscardBefore(before, DeadLetterChunk, reason).Select(DeliveryLedger.OnHandOvers),
        ];
        if (ended.Count > 0)
        {
            SqliteAudit.Insert(writer.File, AuditText.Expired(ended.Count, options.DeadLetterRetention, now));
        }

        return ended;
    }

    private bool RemoveOthers()
    {
        var now = clock.Time.GetUtcNow();
        var file = writer.File;
        var before = file.Changes;
        Run($"DELETE FROM activity WHERE minute < {Ago(ActivityCounts.Retention)}");
        Run(
            $"DELETE FROM erased WHERE id IN (SELECT id FROM erased WHERE at < {Ago(ErasedRetention)} ORDER BY id LIMIT {Chunk})");
        Run(
            $"DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < {Ago(AuditText.Retention)} ORDER BY id LIMIT {Chunk})");
        // The last one stays: the next begins where it ended.
        Run($"""
            DELETE FROM reconciliation_windows WHERE ends < {Ago(options.Retention)} AND ends < (SELECT max(ends) FROM reconciliation_windows)
            """);
        Run($"""
            DELETE FROM reconciliation_conversations WHERE id IN (
                SELECT id FROM reconciliation_conversations WHERE win NOT IN (SELECT id FROM reconciliation_windows) LIMIT {Chunk * 10})
            """);
        Run($"DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - {AuditText.MaxEntries}");
        Run($"""
            DELETE FROM job_keys WHERE (job, key) IN (
                SELECT job, key FROM job_keys WHERE job NOT IN (SELECT id FROM jobs WHERE ended IS NULL) ORDER BY job, key LIMIT {Chunk * 10})
            """);
        var more = file.Changes > before;
        Run($"DELETE FROM jobs WHERE ended < {Ago(AuditText.JobRetention)}");
        return more;

        void Run(string sql) => SqliteSchema.Run(file.Handle, sql);

        long Ago(TimeSpan age) => clock.Earlier(now - age).ToUnixTimeMilliseconds();
    }
}
