using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// What the index has of each delivery, by its state, and the groups of dead letters. Used by the index's thread alone,
/// inside a transaction.
/// </summary>
internal sealed class IndexEntries
{
    /// <summary>Milliseconds of a count of a group's trend.</summary>
    public const long TrendSlot = 5 * 60 * 1000;

    /// <summary>How many of them a trend has.</summary>
    public const int TrendSlots = 12;

    private readonly Dictionary<DeliveryState, Table> _tables;
    private readonly IndexWords _words;
    private readonly SqliteStatement _addToGroup;
    private readonly SqliteStatement _addToTrend;
    private readonly SqliteStatement _takeFromGroup;
    private readonly SqliteStatement _removeGroup;
    private readonly SqliteStatement _forgetIds;
    private readonly SqliteStatement _forgetId;
    private readonly SqliteStatement _keepId;
    private readonly SqliteStatement _unmark;

    public IndexEntries(IndexFile file, IndexWords words)
    {
        _words = words;
        _tables = IndexTables.All.ToDictionary(state => state, state => new Table(file, IndexTables.Of(state)));
        _addToGroup = file.Prepare("""
            INSERT INTO failure_groups (id, reason, status, topic, count, first, last) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)
            ON CONFLICT (id) DO UPDATE SET count = count + 1, first = min(first, ?5), last = max(last, ?5)
            """);
        _addToTrend = file.Prepare(
            "INSERT INTO failure_counts VALUES (?1, ?2, 1) ON CONFLICT (grp, slot) DO UPDATE SET count = count + 1");
        _takeFromGroup = file.Prepare("UPDATE failure_groups SET count = count - 1 WHERE id = ?1");
        _removeGroup = file.Prepare("DELETE FROM failure_groups WHERE id = ?1 AND count <= 0");
        _forgetIds = file.Prepare("DELETE FROM kept_ids WHERE key = ?1");
        _forgetId = file.Prepare("DELETE FROM kept_ids WHERE hash = ?1 AND key = ?2");
        _unmark = file.Prepare("DELETE FROM republished WHERE delivery = ?1");
        _keepId = file.Prepare("INSERT OR IGNORE INTO kept_ids VALUES (?1, ?2)");
    }

    /// <summary>The first count of the trend that ends now; those before it aren't read.</summary>
    public static long TrendFrom(long now) => (now / TrendSlot) - TrendSlots + 1;

    /// <summary>Adds a delivery that the index doesn't have.</summary>
    public void Add(in DeliveryFacts facts) => Add(facts, isKnown: false);

    /// <summary>Puts a delivery where it stands now.</summary>
    /// <param name="facts">The delivery.</param>
    /// <param name="now">Milliseconds since 1970: since when it is open, if it was something else.</param>
    public void Replace(in DeliveryFacts facts, long now)
    {
        var old = Take(facts.Key);
        Add(facts.State == DeliveryState.Open && old is { } known
            ? facts with { Since = known.State == DeliveryState.Open ? known.Since : now }
            : facts,
            isKnown: old == (facts.State, facts.Since));
    }

    /// <summary>Removes a delivery that the journal no longer has.</summary>
    public void Remove(long key)
    {
        Take(key);
        _forgetIds.Bind(1, key).Execute();
        _unmark.Bind(1, key).Execute();
    }

    /// <summary>Keeps a hash of a delivery that outlives the run that has it.</summary>
    public void KeepId(long hash, long key) => _keepId.Bind(1, hash).Bind(2, key).Execute();

    /// <summary>Takes a hash from a delivery.</summary>
    public void RemoveKeptId(long hash, long key) => _forgetId.Bind(1, hash).Bind(2, key).Execute();

    private (DeliveryState State, long Since)? Take(long key)
    {
        foreach (var (state, table) in _tables)
        {
            if (table.Take(key) is { } taken)
            {
                TakeFromGroup(taken.Group);
                return (state, taken.Since);
            }
        }

        return null;
    }

    private void Add(in DeliveryFacts facts, bool isKnown)
    {
        long? group = facts.State == DeliveryState.DeadLetter ? AddToGroup(facts, isKnown) : null;
        _tables[facts.State].Insert(facts, _words.Of(facts.Topic), _words.Of(facts.Reason), group);
    }

    private long AddToGroup(in DeliveryFacts facts, bool isKnown)
    {
        var group = SearchHash.OfFailure(facts.Reason, facts.Status, facts.Topic, null);
        _addToGroup.Bind(1, group).Bind(2, facts.Reason).Bind(3, facts.Status).Bind(4, facts.Topic).Bind(5, facts.Since)
            .Execute();
        if (!isKnown)
        {
            _addToTrend.Bind(1, group).Bind(2, facts.Since / TrendSlot).Execute();
        }

        return group;
    }

    private void TakeFromGroup(long? group)
    {
        if (group is not null)
        {
            _takeFromGroup.Bind(1, group).Execute();
            _removeGroup.Bind(1, group).Execute();
        }
    }

    private sealed class Table(IndexFile file, string name)
    {
        private readonly SqliteStatement _insert = file.Prepare(
            $"INSERT OR REPLACE INTO {name} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        private readonly SqliteStatement _take = file.Prepare(
            $"DELETE FROM {name} WHERE key = ?1 RETURNING since, grp");

        public void Insert(in DeliveryFacts facts, long topic, long reason, long? group) => _insert
            .Bind(1, facts.Key).Bind(2, facts.Received).Bind(3, facts.Since).Bind(4, topic).Bind(5, reason)
            .Bind(6, facts.Status)
            .Bind(7, Math.Min(facts.Attempts, IndexTables.MaxAttempts)).Bind(8, group).Execute();

        public (long Since, long? Group)? Take(long key)
        {
            if (!_take.Bind(1, key).Read())
            {
                return null;
            }

            var taken = (_take.Int64(0), _take.Number(1));
            _take.Execute();
            return taken;
        }
    }
}
