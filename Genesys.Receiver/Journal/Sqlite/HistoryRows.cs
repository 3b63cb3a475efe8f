using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// A table of what has ended, and which of its rows may go. Keys rise with the receipt of what they are of, so that a
/// search by halves finds the key before which everything was received too long ago; what ended late stands among it
/// and stays. Used by the writer's thread alone.
/// </summary>
/// <param name="table">Its name; it has <c>id</c> and <c>record</c>.</param>
/// <param name="endedAt">The column that says when a row ended; null in one that hasn't.</param>
/// <param name="mayGo">A condition without which a row stays.</param>
/// <param name="removed">Told of what rows were removed from: behind the first key, up to the second.</param>
internal sealed class HistoryRows(
    string table, string endedAt, string mayGo = "true", Action<SqliteFile, long, long>? removed = null)
{
    private const int Chunk = 500;

    // What stays below the boundary is looked at again after so long.
    private static readonly TimeSpan Lap = TimeSpan.FromHours(1);

    private long _from;
    private long _lapEnds;

    /// <summary>Below this key nothing is kept but what ended late.</summary>
    public long Boundary { get; private set; }

    /// <summary>Finds the boundary.</summary>
    /// <param name="before">What ended before is over.</param>
    /// <param name="beyond">A clock that was wrong wrote what is later.</param>
    /// <param name="max">Most rows.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public void Begin(SqliteFile file, long before, long beyond, long max, long now)
    {
        if (now >= _lapEnds)
        {
            (_from, _lapEnds) = (0, now + (long)Lap.TotalMilliseconds);
        }

        var highest = file.Number($"SELECT max(id) FROM {table}");
        using var probe = new SqliteStatement(
            file.Handle, $"SELECT id, record FROM {table} WHERE id >= ?1 ORDER BY id LIMIT 1");
        var (low, high) = (file.Number($"SELECT min(id) FROM {table}"), highest + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (!probe.Bind(1, middle).Read())
            {
                high = middle;
                continue;
            }

            var (id, received) = (probe.Int64(0), RecordFrame.ReceivedAt(probe.Blob(1)));
            probe.Reset();
            (low, high) = received < before || received > beyond ? (id + 1, high) : (low, middle);
        }

        Boundary = Math.Max(low, highest - max + 1);
    }

    /// <summary>Removes a chunk; false when there is nothing more to look at.</summary>
    public bool Remove(SqliteFile file, long before, long beyond, long max)
    {
        var last = file.Number($"""
            SELECT max(id) FROM (SELECT id FROM {table} WHERE id > {_from} AND id < {Boundary} ORDER BY id LIMIT {Chunk})
            """);
        if (last <= _from)
        {
            return false;
        }

        var tooMany = file.Number($"SELECT max(id) FROM {table}") - max;
        using var delete = new SqliteStatement(
            file.Handle,
            $"DELETE FROM {table} WHERE id > ?1 AND id <= ?2 AND {endedAt} IS NOT NULL AND {mayGo} AND ({endedAt} < ?3 OR {endedAt} > ?4 OR id <= ?5)");
        delete.Bind(1, _from).Bind(2, last).Bind(3, before).Bind(4, beyond).Bind(5, tooMany).Execute();
        removed?.Invoke(file, _from, last);
        _from = last;
        return true;
    }
}
