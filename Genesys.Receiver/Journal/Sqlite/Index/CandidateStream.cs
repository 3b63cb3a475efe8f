namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>Rows that may fit, highest key first.</summary>
internal sealed class CandidateStream : IDisposable
{
    private readonly SqliteStatement _rows;
    private readonly Func<SqliteStatement, Candidate> _read;
    private readonly long _from;

    /// <param name="rows">The rows, in their order.</param>
    /// <param name="read">Reads the row that a statement stands at.</param>
    /// <param name="from">Ends at what was received before, in milliseconds since 1970.</param>
    public CandidateStream(SqliteStatement rows, Func<SqliteStatement, Candidate> read, long from)
    {
        (_rows, _read, _from) = (rows, read, from);
        Next();
    }

    /// <summary>The row that the stream stands at; null after the last.</summary>
    public Candidate? Current { get; private set; }

    /// <summary>Rows of one state.</summary>
    /// <param name="column">The column that has to have the value; null for any row.</param>
    /// <param name="before">Only keys below.</param>
    /// <param name="from">Ends at what was received before, in milliseconds since 1970.</param>
    /// <param name="to">Leaves out what was received after, in milliseconds since 1970.</param>
    public static CandidateStream Of(
        SqliteReader index, DeliveryState state, string? column, long value, long before, long from, long to)
    {
        // The condition of a partial index has to be in the statement, or SQLite doesn't use it.
        var condition = column switch
        {
            null => "",
            "grp" => " AND grp = ?2 AND grp IS NOT NULL",
            "reason" => $" AND reason = ?2 AND reason > {IndexTables.Completed}",
            "attempts" => " AND attempts = ?2 AND attempts > 1",
            _ => $" AND {column} = ?2",
        };
        var rows = new SqliteStatement(
            index.Handle,
            $"SELECT {Candidate.Columns} FROM {IndexTables.Of(state)} WHERE key < ?1 AND received <= ?3{condition} ORDER BY key DESC");
        rows.Bind(1, before).Bind(3, to);
        if (column is not null)
        {
            rows.Bind(2, value);
        }

        return new CandidateStream(rows, row => Candidate.Read(row, state), from);
    }

    /// <summary>Rows of one state whose event was published before: few, so that nothing else is looked for.</summary>
    public static CandidateStream OfRepublished(SqliteReader index, DeliveryState state, long before, long from)
    {
        var rows = new SqliteStatement(index.Handle, $"""
            SELECT {Candidate.Columns} FROM republished CROSS JOIN {IndexTables.Of(state)} ON key = delivery
            WHERE delivery < ?1 ORDER BY delivery DESC
            """);
        return new CandidateStream(rows.Bind(1, before), row => Candidate.Read(row, state), from);
    }

    public void Next() => Current = _rows.Read() && _read(_rows) is var row && row.Received >= _from ? row : null;

    public void Dispose() => _rows.Dispose();
}
