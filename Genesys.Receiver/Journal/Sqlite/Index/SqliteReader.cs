using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>A file, opened for reading beside the thread that writes it. Used by one caller at a time.</summary>
internal class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    /// <exception cref="SqliteFailureException">The file can't be opened.</exception>
    public SqliteReader(string path)
    {
        _connection = SqliteFile.ConnectForReading(path);
        Handle = _connection.Handle!;
        SqliteSchema.Run(Handle, "PRAGMA busy_timeout = 1000; PRAGMA cache_size = -8192");
    }

    public sqlite3 Handle { get; }

    /// <summary>Makes everything until <see cref="End"/> see the file of one moment.</summary>
    public void Begin() => SqliteSchema.Run(Handle, "BEGIN");

    public void End()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }

        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            SqliteSchema.Run(Handle, "COMMIT");
        }
    }

    /// <summary>A statement that is prepared once.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new SqliteStatement(Handle, sql);
        }

        return statement;
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public long? First(string sql, long parameter) => Statement(sql).Bind(1, parameter).ReadNumber();

    /// <summary>The first column of every row.</summary>
    public List<long> Keys(string sql, long first, long second) =>
        Statement(sql).Bind(1, first).Bind(2, second).ReadAll(row => row.Int64(0));

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
