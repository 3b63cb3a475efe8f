using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Compares the index with the journal: after a start, for what changed in the last moments of the run before may not
/// be in it, and for what the journal has let go. Used by the index's thread alone, inside a transaction.
/// </summary>
internal sealed class IndexCheck(
    IndexFile file, JournalReader reader, IndexEntries entries, IdRuns ids, IdRuns anomalyIds)
{
    private const int Chunk = 1_000;

    // Anomalies that were set aside stay for good; a lap that looks at what is below the boundary again is rare.
    private const int LapOfTrims = 3_600;

    // Counts that are over harm nobody for a while.
    private const int LapOfCounts = 60;

    private static readonly DeliveryState[] Ended = [DeliveryState.Finished, DeliveryState.Discarded];

    private long _checked;
    private bool _isChecking = true;
    private long _trimmed;
    private long _anomaliesTrimmed;
    private int _trims;
    private bool _isTrimmingCounts;

    /// <summary>Compares everything again.</summary>
    public void Restart() => (_checked, _isChecking) = (0, true);

    /// <summary>Removes what has a key that the journal hasn't given, or that it has let go.</summary>
    /// <returns>True when a delivery among it would be kept still: the journal is that of an earlier moment.</returns>
    public bool Cut(long highestDelivery, long highestAnomaly, long keptSince)
    {
        var isRestored = false;
        foreach (var table in IndexTables.All.Select(IndexTables.Of))
        {
            isRestored |= Keys(
                $"SELECT key FROM {table} WHERE key > ?1 AND received >= ?2 LIMIT 1", highestDelivery, keptSince)
                .Count > 0;
            foreach (var key in Keys(
                $"SELECT key FROM {table} WHERE key > ?1 LIMIT ?2", highestDelivery, long.MaxValue))
            {
                entries.Remove(key);
            }
        }

        using var anomalies = new SqliteStatement(file.Handle, "DELETE FROM anomalies WHERE key > ?1");
        anomalies.Bind(1, highestAnomaly).Execute();
        return isRestored;
    }

    /// <summary>Compares the next keys of open deliveries and dead letters; true while there are more.</summary>
    public bool Step(long upTo, Action<long> replace)
    {
        if (!_isChecking)
        {
            return false;
        }

        // The span that has the next keys of both, in the index and in the journal.
        var end = upTo;
        foreach (var (table, state) in new[] {
            ("deliveries", DeliveryState.Open), ("dead_letters", DeliveryState.DeadLetter) })
        {
            end = Math.Min(
                end,
                LastOf(
                    Keys(
                        $"SELECT key FROM {IndexTables.Of(state)} WHERE key > ?1 ORDER BY key LIMIT ?2", _checked,
                        Chunk)));
            end = Math.Min(
                end,
                LastOf(reader.Keys($"SELECT id FROM {table} WHERE id > ?1 ORDER BY id LIMIT ?2", _checked, Chunk)));
        }

        var differing = new HashSet<long>();
        foreach (var (table, state) in new[] {
            ("deliveries", DeliveryState.Open), ("dead_letters", DeliveryState.DeadLetter) })
        {
            var indexed = Keys($"SELECT key FROM {IndexTables.Of(state)} WHERE key > ?1 AND key <= ?2", _checked, end)
                .ToHashSet();
            indexed.SymmetricExceptWith(
                reader.Keys($"SELECT id FROM {table} WHERE id > ?1 AND id <= ?2", _checked, end));
            differing.UnionWith(indexed);
        }

        // One that had another attempt is open still.
        differing.UnionWith(
            reader.Keys("SELECT id FROM deliveries WHERE id > ?1 AND id <= ?2 AND rounds IS NOT NULL", _checked, end));
        foreach (var key in differing)
        {
            replace(key);
        }

        _checked = end;
        _isChecking = end < upTo;
        return _isChecking;

        static long LastOf(List<long> keys) => keys.Count == Chunk ? keys[^1] : long.MaxValue;
    }

    /// <summary>Removes what the journal has let go; true while there is more.</summary>
    public bool Trim(IndexSources sources, long now, int max)
    {
        if (++_trims % LapOfTrims == 0)
        {
            (_trimmed, _anomaliesTrimmed) = (0, 0);
        }

        return TrimDeliveries(sources.DeliveriesFrom(), max) | TrimAnomalies(sources.AnomaliesFrom(), max)
            | TrimCounts(sources.KeptSince() / AnomalySlots.Length, IndexEntries.TrendFrom(now), max);
    }

    private bool TrimCounts(long anomaliesFrom, long failuresFrom, int max)
    {
        if (!_isTrimmingCounts && _trims % LapOfCounts != 1)
        {
            return false;
        }

        return _isTrimmingCounts =
            TrimCounts("anomaly_counts", anomaliesFrom, max) | TrimCounts("failure_counts", failuresFrom, max);
    }

    private bool TrimCounts(string table, long from, int max)
    {
        using var delete = new SqliteStatement(
            file.Handle,
            $"DELETE FROM {table} WHERE (grp, slot) IN (SELECT grp, slot FROM {table} WHERE slot < ?1 LIMIT ?2)");
        return delete.Bind(1, from).Bind(2, max).Execute() == max;
    }

    private bool TrimDeliveries(long from, int max)
    {
        var end = from - 1;
        var keys = new SortedSet<long>();
        foreach (var table in Ended.Select(IndexTables.Of))
        {
            var some = Keys(
                $"SELECT key FROM {table} WHERE key > ?1 AND key < {from} ORDER BY key LIMIT ?2", _trimmed, max);
            end = some.Count == max ? Math.Min(end, some[^1]) : end;
            keys.UnionWith(some);
        }

        keys.ExceptWith(reader.Keys("SELECT id FROM finished WHERE id > ?1 AND id <= ?2", _trimmed, end));
        foreach (var key in keys.TakeWhile(key => key <= end))
        {
            entries.Remove(key);
        }

        _trimmed = Math.Max(_trimmed, end);
        if (end == from - 1 && ids.RunBefore(from) is { } run)
        {
            KeepIds(run.First, run.Last);
            ids.Drop(run.Id);
        }

        return end < from - 1;
    }

    // What outlives its run: open deliveries, dead letters, and what ended late.
    private void KeepIds(long first, long last)
    {
        var buffer = new long[4];
        foreach (var table in IndexTables.All.Select(IndexTables.Of))
        {
            foreach (var key in Keys($"SELECT key FROM {table} WHERE key >= ?1 AND key <= ?2", first, last))
            {
                reader.TryRead(key, (in DeliveryFacts facts, in DeliveryIds found) =>
                {
                    for (var i = found.Hashes(buffer) - 1; i >= 0; i--)
                    {
                        entries.KeepId(buffer[i], facts.Key);
                    }
                });
            }
        }
    }

    private bool TrimAnomalies(long from, int max)
    {
        var keys = Keys(
            $"SELECT key FROM anomalies WHERE key > ?1 AND key < {from} ORDER BY key LIMIT ?2", _anomaliesTrimmed, max);
        var end = keys.Count == max ? keys[^1] : from - 1;
        var kept = reader.Keys("SELECT id FROM anomalies WHERE id > ?1 AND id <= ?2", _anomaliesTrimmed, end)
            .Concat(reader.Keys("SELECT id FROM set_aside WHERE id > ?1 AND id <= ?2", _anomaliesTrimmed, end))
            .ToHashSet();
        using var delete = new SqliteStatement(file.Handle, "DELETE FROM anomalies WHERE key = ?1");
        foreach (var key in keys.Where(key => !kept.Contains(key)))
        {
            delete.Bind(1, key).Execute();
        }

        _anomaliesTrimmed = Math.Max(_anomaliesTrimmed, end);
        if (end == from - 1 && anomalyIds.RunBefore(from) is { } run)
        {
            anomalyIds.Drop(run.Id);
        }

        return end < from - 1;
    }

    private List<long> Keys(string sql, long first, long second)
    {
        using var rows = new SqliteStatement(file.Handle, sql);
        return rows.Bind(1, first).Bind(2, second).ReadAll(row => row.Int64(0));
    }
}
