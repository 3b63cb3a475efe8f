using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>A file of SQLite's, opened for writing. Used by one thread alone.</summary>
internal abstract class WritableFile(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];

    public sqlite3 Handle { get; } = connection.Handle!;

    /// <summary>Prepares a statement that lives as long as the file is open.</summary>
    public SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(Handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Undoes the transaction, if there is one; a failure has often ended it already.</summary>
    public void Rollback()
    {
        _statements.ForEach(statement => statement.Reset());
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            _ = raw.sqlite3_exec(Handle, "ROLLBACK");
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _statements.ForEach(statement => statement.Dispose());
        connection.Dispose();
    }
}
