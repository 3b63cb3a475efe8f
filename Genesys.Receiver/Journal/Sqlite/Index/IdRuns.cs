using System.Runtime.InteropServices;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Which keys a hash leads to. A tree of hashes would write one random page for each, and slow down as it grows. Here
/// they gather in memory, are written as a run that is never changed, and 64 runs are merged into one, a step at a
/// time: each entry is written twice. A search looks at one bucket of each run. Used by the index's thread alone, but
/// for the segment.
/// </summary>
internal sealed class IdRuns
{
    private const int RunsOfAMerge = 64;
    private const int Whole = 1;
    private const int Incomplete = -1;
    private const int GarbageStep = 256;
    private const long MaxSpan = uint.MaxValue / RunsOfAMerge;

    private readonly IndexFile _file;
    private readonly int _space;
    private readonly SqliteStatement _insertRun;
    private readonly SqliteStatement _insertBucket;
    private readonly SqliteStatement _readBucket;
    private readonly SqliteStatement _collect;
    private IdSegment _segment = new();
    private IdMerge? _merge;

    /// <param name="file">The index.</param>
    /// <param name="space">0 for deliveries, 1 for anomalies: each has keys of its own.</param>
    public IdRuns(IndexFile file, int space)
    {
        (_file, _space) = (file, space);
        _insertRun = file.Prepare("INSERT INTO runs (space, level, first, last) VALUES (?1, ?2, ?3, ?4) RETURNING id");
        _insertBucket = file.Prepare("INSERT OR REPLACE INTO buckets VALUES (?1, ?2)");
        _readBucket = file.Prepare("SELECT entries FROM buckets WHERE id = ?1");
        _collect = file.Prepare(
            $"DELETE FROM buckets WHERE id IN (SELECT id FROM buckets WHERE id >= ?1 AND id < ?2 LIMIT {GarbageStep})");
    }

    /// <summary>What isn't written yet.</summary>
    public IdSegment Segment => Volatile.Read(ref _segment);

    public void Add(long hash, long key) => _segment.Add(hash, key);

    /// <summary>
    /// Writes the segment when it is full, and does a step of what is to be merged or removed; inside a transaction.
    /// </summary>
    /// <returns>The segment that follows it after the commit; null when it isn't full.</returns>
    public IdSegment? Tidy()
    {
        if (_merge is not null || TryBeginMerge())
        {
            _merge = _merge!.Step() ? _merge : null;
        }
        else
        {
            CollectGarbage();
        }

        if (_segment.Count < IdSegment.Size && (_segment.Count == 0 || _segment.LastKey - _segment.FirstKey < MaxSpan))
        {
            return null;
        }

        Write(_segment);
        return new IdSegment();
    }

    /// <summary>Takes up the segment that <see cref="Tidy"/> gave.</summary>
    public void Committed(IdSegment? next)
    {
        if (next is not null)
        {
            Volatile.Write(ref _segment, next);
        }
    }

    /// <summary>A run that ends before a key; null when there is none.</summary>
    public (long Id, long First, long Last)? RunBefore(long key)
    {
        using var row = new SqliteStatement(
            _file.Handle,
            $"SELECT id, first, last FROM runs WHERE space = {_space} AND level >= 0 AND last < ?1 ORDER BY first LIMIT 1");
        return _merge is null && row.Bind(1, key).Read() ? (row.Int64(0), row.Int64(1), row.Int64(2)) : null;
    }

    /// <summary>Lets a run go; its buckets are removed in time.</summary>
    public void Drop(long run) =>
        SqliteSchema.Run(_file.Handle, $"UPDATE runs SET level = {Incomplete} WHERE id = {run}");

    /// <summary>Takes a hash from a key; what a merge has read of it is merged anew.</summary>
    public void Remove(long hash, long key)
    {
        if (_merge is not null)
        {
            Drop(_merge.Target);
            _merge = null;
        }

        _segment.Remove(hash, key);
        using var runs = new SqliteStatement(
            _file.Handle,
            $"SELECT id, level, first FROM runs WHERE space = {_space} AND level >= 0 AND first <= ?1 AND last >= ?1");
        runs.Bind(1, key);
        while (runs.Read())
        {
            var (first, row) = (runs.Int64(2), IdBucket.Row(runs.Int64(0), IdBucket.Of(hash, (int)runs.Int64(1))));
            if (ReadBucket(row) is not { } entries)
            {
                continue;
            }

            var rest = new List<byte>(entries.Length);
            foreach (var entry in IdBucket.Read(entries)
                .Where(entry => entry.Hash != hash || entry.Offset != key - first))
            {
                IdBucket.Append(rest, entry.Hash, entry.Offset);
            }

            WriteBucket(row, rest);
        }
    }

    private void Write(IdSegment segment)
    {
        var buckets = new List<byte>[1 << IdBucket.Bits(0)];
        for (var i = 0; i < segment.Count; i++)
        {
            var (hash, key) = segment[i];
            IdBucket.Append(buckets[IdBucket.Of(hash, 0)] ??= [], hash, key - segment.FirstKey);
        }

        var run = InsertRun(0, segment.FirstKey, segment.LastKey);
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            if (buckets[bucket] is { } entries)
            {
                WriteBucket(IdBucket.Row(run, bucket), entries);
            }
        }
    }

    private bool TryBeginMerge()
    {
        using var rows = new SqliteStatement(
            _file.Handle,
            $"SELECT id, first, last FROM runs WHERE space = {_space} AND level = 0 ORDER BY first LIMIT {RunsOfAMerge}");
        var sources = rows.ReadAll(row => new IdRun(row.Int64(0), row.Int64(1), row.Int64(2)));
        if (sources.Count < RunsOfAMerge || sources[^1].Last - sources[0].First > uint.MaxValue)
        {
            return false;
        }

        var target = InsertRun(Incomplete, sources[0].First, sources.Max(run => run.Last));
        _merge = new IdMerge(
            sources, target, Whole, ReadBucket, WriteBucket, sql => SqliteSchema.Run(_file.Handle, sql));
        return true;
    }

    private void CollectGarbage()
    {
        var run = SqliteSchema.Number(
            _file.Handle, $"SELECT id FROM runs WHERE space = {_space} AND level < 0 LIMIT 1");
        if (run != 0 && _collect.Bind(1, IdBucket.Row(run, 0)).Bind(2, IdBucket.Row(run + 1, 0)).Execute() == 0)
        {
            SqliteSchema.Run(_file.Handle, $"DELETE FROM runs WHERE id = {run}");
        }
    }

    private long InsertRun(int level, long first, long last)
    {
        _insertRun.Bind(1, _space).Bind(2, level).Bind(3, first).Bind(4, last).Read();
        var id = _insertRun.Int64(0);
        _insertRun.Execute();
        return id;
    }

    private byte[]? ReadBucket(long row) =>
        _readBucket.Bind(1, row).ReadFirst(static bucket => bucket.Blob(0).ToArray());

    private void WriteBucket(long row, List<byte> entries) =>
        _insertBucket.Bind(1, row).Bind(2, CollectionsMarshal.AsSpan(entries)).Execute();
}
