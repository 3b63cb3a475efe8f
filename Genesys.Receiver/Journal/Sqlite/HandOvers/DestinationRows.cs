namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// The rows of destinations and of the totals, in memory too. They are written once in a transaction that changes them.
/// Used by the writer's thread alone.
/// </summary>
internal sealed class DestinationRows
{
    private readonly Dictionary<string, Destination> _byName = new(StringComparer.Ordinal);
    private readonly List<Destination> _added = [];
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _updateTotals;
    private HandOverTotals _committed;
    private long _lastId;

    /// <param name="deferred">How many hand-overs have no rows yet, by their destination's key.</param>
    public DestinationRows(SqliteFile file, IReadOnlyDictionary<long, long> deferred)
    {
        _insert = file.Prepare("INSERT INTO destinations (id, name) VALUES (?1, ?2)");
        _update = file.Prepare("""
            UPDATE destinations SET waiting = ?2, dead_letters = ?3, in_order = ?4, paused_at = ?5, paused_by = ?6, paused_reason = ?7,
            failed_at = ?8, failed_status = ?9, failed_reason = ?10 WHERE id = ?1
            """);
        _updateTotals = file.Prepare("UPDATE hand_over_totals SET bytes = ?1, operator_events = ?2");
        using var rows = new SqliteStatement(file.Handle, """
            SELECT id, name, waiting, dead_letters, in_order, paused_at, paused_by, paused_reason, failed_at, failed_status, failed_reason FROM destinations
            """);
        while (rows.Read())
        {
            var destination = Read(rows, deferred.GetValueOrDefault(rows.Int64(0)));
            _byName.Add(destination.Name, destination);
            _lastId = Math.Max(_lastId, destination.Id);
        }

        using var totals = new SqliteStatement(file.Handle, "SELECT bytes, operator_events FROM hand_over_totals");
        if (totals.Read())
        {
            Totals = _committed = new HandOverTotals(
                totals.Int64(0), totals.Int64(1), _byName.Values.Sum(one => one.Row.Waiting),
                _byName.Values.Sum(one => one.Row.DeadLetters));
        }
    }

    public IReadOnlyCollection<Destination> All => _byName.Values;

    /// <summary>The totals as the transaction leaves them.</summary>
    public HandOverTotals Totals { get; set; }

    public Destination? Find(string name) => _byName.GetValueOrDefault(name);

    /// <param name="name">The destination's name.</param>
    /// <param name="inOrder">Whether one that is new keeps the order of conversations.</param>
    public Destination FindOrAdd(string name, bool inOrder)
    {
        if (!_byName.TryGetValue(name, out var destination))
        {
            destination = new Destination(++_lastId, name, default) { Row = new DestinationRow { InOrder = inOrder } };
            _insert.Bind(1, destination.Id).Bind(2, name).Execute();
            _byName.Add(name, destination);
            _added.Add(destination);
        }

        return destination;
    }

    /// <summary>Puts back what an earlier transaction left when it failed.</summary>
    public void BeginBatch()
    {
        Totals = _committed;
        _added.ForEach(destination => _byName.Remove(destination.Name));
        _added.Clear();
        foreach (var destination in _byName.Values)
        {
            destination.RolledBack();
        }
    }

    /// <summary>Writes what the transaction has changed.</summary>
    public void Write()
    {
        if (Totals != _committed)
        {
            _updateTotals.Bind(1, Totals.Bytes).Bind(2, Totals.OperatorEvents).Execute();
        }

        foreach (var destination in _byName.Values)
        {
            if (destination.HasChanged)
            {
                var row = destination.Row;
                _update.Bind(1, destination.Id).Bind(2, row.Waiting).Bind(3, row.DeadLetters)
                    .Bind(4, row.InOrder ? 1 : 0)
                    .Bind(5, row.Paused?.Since.ToUnixTimeMilliseconds()).Bind(6, row.Paused?.By)
                    .Bind(7, row.Paused?.Reason)
                    .Bind(8, row.LastFailure?.At.ToUnixTimeMilliseconds()).Bind(9, (long?)row.LastFailure?.StatusCode)
                    .Bind(10, row.LastFailure?.Reason)
                    .Execute();
            }
        }
    }

    /// <summary>The transaction is on disk.</summary>
    public void Committed()
    {
        _committed = Totals;
        _added.Clear();
        foreach (var destination in _byName.Values)
        {
            destination.Committed();
        }
    }

    private static Destination Read(SqliteStatement row, long deferred) => new(row.Int64(0), row.Text(1)!, new(
        row.Int64(2),
        row.Int64(3),
        row.Int64(4) != 0,
        row.IsNull(5) ? null : new DestinationPause(row.Text(6) ?? "", row.Moment(5), row.Text(7)),
        row.IsNull(8) ? null : new DestinationFailure(row.Moment(8), (int)row.Int64(9), row.Text(10) ?? ""))
    {
        Deferred = deferred,
    });
}

/// <summary>What all hand-overs take.</summary>
/// <param name="Bytes">Of payloads whose delivery has ended, and of what was fetched.</param>
/// <param name="OperatorEvents">Hand-overs of operator events that wait; the others count without them.</param>
/// <param name="Waiting">Hand-overs that wait.</param>
/// <param name="DeadLetters">Dead letters.</param>
internal readonly record struct HandOverTotals(long Bytes, long OperatorEvents, long Waiting, long DeadLetters);
