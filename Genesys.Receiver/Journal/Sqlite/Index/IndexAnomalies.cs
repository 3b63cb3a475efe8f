namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// What the index has of each anomaly, and the counts of their groups. Used by the index's thread alone, inside a
/// transaction.
/// </summary>
internal sealed class IndexAnomalies
{
    /// <summary>Groups that are told apart.</summary>
    private const int MaxGroups = 10_000;

    // A group that nothing is in any more takes another's place for a while.
    private const int LapOfGroups = 60;

    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _insertGroup;
    private readonly SqliteStatement _count;
    private readonly SqliteStatement _forget;
    private readonly HashSet<long> _groups;
    private int _passes;

    public IndexAnomalies(IndexFile file)
    {
        _insert = file.Prepare("INSERT OR REPLACE INTO anomalies VALUES (?1, ?2, ?3, ?4)");
        _insertGroup = file.Prepare("INSERT OR IGNORE INTO anomaly_groups VALUES (?1, ?2, ?3, ?4)");
        _count = file.Prepare(
            "INSERT INTO anomaly_counts VALUES (?1, ?2, 1) ON CONFLICT (grp, slot) DO UPDATE SET count = count + 1");
        _forget = file.Prepare("""
            DELETE FROM anomaly_groups WHERE NOT EXISTS (SELECT 1 FROM anomaly_counts WHERE grp = anomaly_groups.id) RETURNING id
            """);
        using var rows = new SqliteStatement(file.Handle, "SELECT id FROM anomaly_groups");
        _groups = [.. rows.ReadAll(row => row.Int64(0))];
    }

    public void Add(long key, AnomalyRecord record)
    {
        var group = AnomalyGroupKey.Of(record);
        var number = group.Number;
        if (_groups.Count >= MaxGroups && !_groups.Contains(number))
        {
            group = new AnomalyGroupKey(record.Kind, "(other)", "");
            number = group.Number;
        }

        if (_groups.Add(number))
        {
            _insertGroup.Bind(1, number).Bind(2, (long)group.Kind).Bind(3, group.Path).Bind(4, group.Code).Execute();
        }

        var received = record.ReceivedAt.ToUnixTimeMilliseconds();
        _insert.Bind(1, key).Bind(2, received).Bind(3, (long)record.Kind).Bind(4, number).Execute();
        _count.Bind(1, number).Bind(2, AnomalySlots.Of(record.ReceivedAt)).Execute();
    }

    /// <summary>Forgets the groups of which no anomaly is counted any more; to be called in each pass.</summary>
    public void ForgetGroups()
    {
        if (_passes++ % LapOfGroups == 0)
        {
            _groups.ExceptWith(_forget.ReadAll(static row => row.Int64(0)));
        }
    }
}
