namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>Finds the keys that a hash leads to, highest first.</summary>
internal static class IdSearch
{
    /// <param name="index">The index, at the moment of the search.</param>
    /// <param name="segment">What wasn't written when the search began; taken before that moment.</param>
    /// <param name="space">0 for deliveries, 1 for anomalies.</param>
    /// <param name="before">Only keys below.</param>
    public static IEnumerable<long> Find(SqliteReader index, IdSegment? segment, int space, long hash, long before)
    {
        var kept = space == 0
            ? index.Keys("SELECT key FROM kept_ids WHERE hash = ?1 AND key < ?2 ORDER BY key DESC", hash, before) : [];
        var last = before;
        foreach (var keys in Runs(index, segment, space, hash, before).Append([]))
        {
            // What outlived its run stands between the runs that are left.
            keys.Sort();
            var lowest = keys.Count == 0 ? long.MinValue : keys[0];
            var merged = keys.Concat(kept.Where(key => key >= lowest && key < last)).Distinct().OrderDescending();
            foreach (var key in merged.Where(key => key < last))
            {
                yield return key;
            }

            last = keys.Count == 0 ? last : Math.Min(last, lowest);
        }
    }

    private static IEnumerable<List<long>> Runs(
        SqliteReader index, IdSegment? segment, int space, long hash, long before)
    {
        var keys = new List<long>();
        segment?.Find(hash, keys);
        if (keys.Count > 0)
        {
            yield return keys;
        }

        var runs = index.Statement(
            "SELECT id, level, first FROM runs WHERE space = ?1 AND level >= 0 AND first < ?2 ORDER BY first DESC")
            .Bind(1, space).Bind(2, before).ReadAll(row => (row.Int64(0), (int)row.Int64(1), row.Int64(2)));
        foreach (var (id, level, first) in runs)
        {
            var bucket = index.Statement("SELECT entries FROM buckets WHERE id = ?1")
                .Bind(1, IdBucket.Row(id, IdBucket.Of(hash, level)));
            keys = [];
            if (bucket.Read())
            {
                IdBucket.Find(bucket.Blob(0), hash, first, keys);
                bucket.Reset();
            }

            if (keys.Count > 0)
            {
                yield return keys;
            }
        }
    }
}
