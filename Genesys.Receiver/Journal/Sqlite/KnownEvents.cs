using System.Runtime.InteropServices;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The events that were recorded within the retention: one row each, found through an index in memory. Used by the
/// writer's thread alone.
/// </summary>
internal sealed class KnownEvents
{
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _insertAgain;
    private readonly SqliteStatement _deleteAgain;
    private readonly EventIndex _index = new();
    private readonly List<long> _candidates = [];

    /// <param name="file">The file, whose rows are read.</param>
    /// <param name="notBefore">The moment before which an event is no longer known.</param>
    public KnownEvents(SqliteFile file, long notBefore)
    {
        _insert = file.Prepare("INSERT INTO known_events (id, at, event) VALUES (?1, ?2, ?3)");
        _read = file.Prepare(
            "SELECT at, event FROM known_events WHERE id = ?1 UNION ALL SELECT at, event FROM known_again WHERE id = ?1");
        _delete = file.Prepare("DELETE FROM known_events WHERE id = ?1");
        _insertAgain = file.Prepare("INSERT OR REPLACE INTO known_again (id, at, event) VALUES (?1, ?2, ?3)");
        _deleteAgain = file.Prepare("DELETE FROM known_again WHERE id = ?1");
        Load(file, "known_events", notBefore, _index.Add);
        Load(file, "known_again", notBefore, _index.AddReplayed);
    }

    /// <summary>
    /// The key of the delivery that recorded the event at or after a moment; null when there is none.
    /// </summary>
    public long? Find(UInt128 eventKey, long notBefore)
    {
        _index.Find(eventKey, _candidates);
        foreach (var candidate in _candidates)
        {
            if (IsOf(candidate, eventKey, notBefore))
            {
                return candidate;
            }
        }

        return null;
    }

    public void Add(UInt128 eventKey, long id, long at)
    {
        _insert.Bind(1, id).Bind(2, at).Bind(3, MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in eventKey)))
            .Execute();
        _index.Add(eventKey, id, at);
    }

    /// <summary>Adds the event of a delivery that was replayed, whatever its key.</summary>
    public void AddReplayed(UInt128 eventKey, long id, long at)
    {
        _insertAgain.Bind(1, id).Bind(2, at).Bind(3, MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in eventKey)))
            .Execute();
        _index.AddReplayed(eventKey, id, at);
    }

    /// <summary>Forgets the event of a delivery: the next one is new.</summary>
    public void Remove(long id)
    {
        _delete.Bind(1, id).Execute();
        _deleteAgain.Bind(1, id).Execute();
    }

    /// <summary>Frees the memory of events from before a moment.</summary>
    public void Trim(long before) => _index.Forget(before);

    private static void Load(SqliteFile file, string table, long notBefore, Action<UInt128, long, long> add)
    {
        using var rows = new SqliteStatement(file.Handle, $"SELECT id, at, event FROM {table} ORDER BY id");
        while (rows.Read())
        {
            if (rows.Int64(1) >= notBefore)
            {
                add(MemoryMarshal.Read<UInt128>(rows.Blob(2)), rows.Int64(0), rows.Int64(1));
            }
        }
    }

    // A delivery that was replayed may stand in both tables.
    private bool IsOf(long id, UInt128 eventKey, long notBefore)
    {
        _read.Bind(1, id);
        while (_read.Read())
        {
            if (_read.Int64(0) >= notBefore
                && _read.Blob(1).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in eventKey))))
            {
                _read.Reset();
                return true;
            }
        }

        return false;
    }
}
