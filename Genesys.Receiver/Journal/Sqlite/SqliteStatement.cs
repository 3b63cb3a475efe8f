using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// A prepared statement on SQLite's own interface. Microsoft.Data.Sqlite opens the file; its commands allocate a reader
/// for each execution and box each value, which the path of an event can't afford.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value)
    {
        Check(
            value is { } present
                ? raw.sqlite3_bind_int64(_statement, index, present) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        Check(
            value is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    /// <summary>Goes to the next row; false, and ready for another execution, when there is none.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        return false;
    }

    /// <summary>Every row that is left, read in turn.</summary>
    public List<T> ReadAll<T>(Func<SqliteStatement, T> read)
    {
        var rows = new List<T>();
        while (Read())
        {
            rows.Add(read(this));
        }

        return rows;
    }

    /// <summary>Reads the first row, and ends the reading; the default when there is none.</summary>
    public T? ReadFirst<T>(Func<SqliteStatement, T> read)
    {
        var first = Read() ? read(this) : default;
        Reset();
        return first;
    }

    /// <summary>The first column of the first row, and ends the reading; null when there is none.</summary>
    public long? ReadNumber()
    {
        var number = Read() ? Number(0) : null;
        Reset();
        return number;
    }

    /// <summary>Executes a statement that gives no rows; returns the number of rows that it changed.</summary>
    public int Execute()
    {
        while (Read())
        {
        }

        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Ends a reading before its last row.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? Number(int column) => IsNull(column) ? null : Int64(column);

    /// <summary>A moment that is kept in milliseconds since 1970.</summary>
    public DateTimeOffset Moment(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    public DateTimeOffset? MomentOrNull(int column) => IsNull(column) ? null : Moment(column);

    /// <summary>The bytes of a column, valid until the statement goes on.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>The bytes of a text, likewise; empty for none.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => IsNull(column) ? [] : raw.sqlite3_column_blob(_statement, column);

    public string? Text(int column) =>
        IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteFailureException(
                raw.sqlite3_extended_errcode(_connection), raw.sqlite3_errmsg(_connection).utf8_to_string());
        }
    }
}
