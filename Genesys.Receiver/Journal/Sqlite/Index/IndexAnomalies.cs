using Genesys.Receiver.Journal.Records;

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
    private readonly Dictionary<AnomalyGroupKey, long> _groups;
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
        using var rows = new SqliteStatement(file.Handle, "SELECT kind, path, code, id FROM anomaly_groups");
        _groups = rows.ReadAll(row => (
                Group: new AnomalyGroupKey((AnomalyKind)row.Int64(0), row.Text(1)!, row.Text(2)!),
                Number: row.Int64(3)))
            .ToDictionary(row => row.Group, row => row.Number);
    }

    public void Add(long key, in AnomalyIds anomaly)
    {
        var number = NumberOf(anomaly.Group);
        var received = anomaly.ReceivedAt.ToUnixTimeMilliseconds();
        _insert.Bind(1, key).Bind(2, received).Bind(3, (long)anomaly.Kind).Bind(4, number).Execute();
        _count.Bind(1, number).Bind(2, AnomalySlots.Of(anomaly.ReceivedAt)).Execute();
    }

    /// <summary>Forgets the groups of which no anomaly is counted any more; to be called in each pass.</summary>
    public void ForgetGroups()
    {
        if (_passes++ % LapOfGroups == 0)
        {
            var forgotten = _forget.ReadAll(static row => row.Int64(0)).ToHashSet();
            foreach (var (group, _) in _groups.Where(pair => forgotten.Contains(pair.Value)).ToList())
            {
                _groups.Remove(group);
            }
        }
    }

    private long NumberOf(AnomalyGroupKey group)
    {
        if (_groups.TryGetValue(group, out var number))
        {
            return number;
        }

        if (_groups.Count >= MaxGroups && group.Path != AnomalyGroupKey.Other)
        {
            return NumberOf(new AnomalyGroupKey(group.Kind, AnomalyGroupKey.Other, ""));
        }

        number = group.Number;
        _insertGroup.Bind(1, number).Bind(2, (long)group.Kind).Bind(3, group.Path).Bind(4, group.Code).Execute();
        _groups.Add(group, number);
        return number;
    }
}
