using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// How many hand-overs the database holds, as far as this receiver knows: summed every second, added to in between, and
/// summed again before something is refused. With several receivers the bounds can be passed by what they write in a
/// second.
/// </summary>
internal sealed class HandOverCounts(PostgresDatabase database, JournalOptions options, DestinationLimits limits)
{
    private const string Sum = """
        SELECT destination, sum(waiting)::bigint, sum(dead_letters)::bigint, sum(operator_events)::bigint, sum(bytes)::bigint, count(*)
        FROM journal.hand_over_counts GROUP BY destination
        """;

    private const string Compact = """
        WITH gone AS (
            DELETE FROM journal.hand_over_counts WHERE ctid IN (SELECT ctid FROM journal.hand_over_counts LIMIT 100000 FOR UPDATE SKIP LOCKED)
            RETURNING *)
        INSERT INTO journal.hand_over_counts (destination, waiting, dead_letters, operator_events, bytes)
        SELECT destination, sum(waiting), sum(dead_letters), sum(operator_events), sum(bytes) FROM gone GROUP BY destination
        """;

    private const int ManyRows = 500;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _waiting = [];

    // Of transactions that are being written: no sum has it.
    private readonly Dictionary<int, long> _reserved = [];
    private long _allWaiting;

    // Over all destinations, and of records that are on their way.
    private long _allReserved;
    private long _bytes;
    private long _reservedBytes;

    // Of all transactions. What was written while a sum was made is in it or isn't: then it is added, until the next.
    private readonly Dictionary<int, long> _written = [];
    private long _writtenBytes;

    /// <summary>Hand-overs that wait, and dead letters, as they were last summed.</summary>
    public (long Waiting, long DeadLetters, long OperatorEvents) Last { get; private set; }

    /// <summary>What has bounds, while there are destinations: without one nothing is refused for it.</summary>
    public (long Waiting, long Bytes) Bounded
    {
        get
        {
            lock (_lock)
            {
                return limits.IsEmpty ? default : (_allWaiting, _bytes);
            }
        }
    }

    /// <summary>
    /// False when a new delivery that is handed over finds no room, beside what was reserved and so much more.
    /// </summary>
    public bool HasRoomFor(IReadOnlyList<string> destinations, long count, long bytes)
    {
        lock (_lock)
        {
            return (destinations.Count == 0 && limits.IsEmpty)
                || (_allWaiting + _allReserved + count + Math.Max(1, destinations.Count) <= options.MaxOpenHandOvers
                    && _bytes + _reservedBytes + bytes < options.MaxHandOverBytes);
        }
    }

    /// <summary>True when there is room for one more; then that is kept until <see cref="Settle"/>.</summary>
    public bool TryReserve(int destination, DestinationLimit limit)
    {
        lock (_lock)
        {
            var reserved = _reserved.GetValueOrDefault(destination);
            if (_waiting.GetValueOrDefault(destination) + reserved >= limit.MaxWaiting)
            {
                return false;
            }

            _reserved[destination] = reserved + 1;
            return true;
        }
    }

    /// <summary>Keeps room over all destinations, or gives it back.</summary>
    public void Reserve(long count, long bytes)
    {
        lock (_lock)
        {
            _allReserved += count;
            _reservedBytes += bytes;
        }
    }

    /// <summary>
    /// Gives back what was kept for a transaction of each destination's room, and takes up what it wrote.
    /// </summary>
    public void Settle(IReadOnlyDictionary<int, long> reserved, long bytes, bool isWritten)
    {
        lock (_lock)
        {
            foreach (var (destination, count) in reserved)
            {
                _reserved[destination] -= count;
                if (isWritten)
                {
                    _waiting[destination] = _waiting.GetValueOrDefault(destination) + count;
                    _written[destination] = _written.GetValueOrDefault(destination) + count;
                    _allWaiting += count;
                }
            }

            _bytes += isWritten ? bytes : 0;
            _writtenBytes += isWritten ? bytes : 0;
        }
    }

    /// <summary>Sums what the database has.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var before = Written();
        var sums = await database.ScanAsync(Sum, Read, cancellationToken);
        Take(sums, before);
        if (sums.Sum(sum => sum.Rows) > ManyRows)
        {
            await database.ExecuteAsync(Compact, cancellationToken);
        }
    }

    /// <summary>The same within a transaction, by its connection: another one might never become free.</summary>
    public async Task RefreshWithinAsync(NpgsqlConnection connection)
    {
        var before = Written();
        Take(await connection.ReadAsync(Sum, Read), before);
    }

    private (Dictionary<int, long> Counts, long Bytes) Written()
    {
        lock (_lock)
        {
            return (new Dictionary<int, long>(_written), _writtenBytes);
        }
    }

    private void Take(List<CountsRow> sums, (Dictionary<int, long> Counts, long Bytes) before)
    {
        lock (_lock)
        {
            _waiting.Clear();
            foreach (var sum in sums)
            {
                _waiting[sum.Destination] = sum.Waiting;
            }

            foreach (var (destination, count) in _written)
            {
                _waiting[destination] = _waiting.GetValueOrDefault(destination) + count
                    - before.Counts.GetValueOrDefault(destination);
            }

            _allWaiting = _waiting.Values.Sum();
            _bytes = sums.Sum(sum => sum.Bytes) + _writtenBytes - before.Bytes;
            Last = (sums.Sum(sum => sum.Waiting), sums.Sum(sum => sum.Dead), sums.Sum(sum => sum.Events));
        }
    }

    private static CountsRow Read(NpgsqlDataReader row) => new(
        row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

    private sealed record CountsRow(int Destination, long Waiting, long Dead, long Events, long Bytes, long Rows);
}
