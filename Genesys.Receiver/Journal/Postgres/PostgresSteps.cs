using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The steps of a transaction.</summary>
internal static class PostgresSteps
{
    /// <summary>Runs a statement and reads its rows.</summary>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, params object[] parameters)
    {
        await using var batch = PostgresDatabase.Batch(connection, (sql, parameters));
        await using var reader = await batch.ExecuteReaderAsync();
        return await PostgresDatabase.ReadAsync(reader, read, default);
    }

    /// <summary>Runs a statement; returns the number of rows that it changed.</summary>
    public static async Task<int> RunAsync(this NpgsqlConnection connection, string sql, params object[] parameters)
    {
        await using var batch = PostgresDatabase.Batch(connection, (sql, parameters));
        return await batch.ExecuteNonQueryAsync();
    }
}
