using Microsoft.Data.Sqlite;

namespace Genesys.Tests.Journal;

/// <summary>Steps of the clock on a SQLite file.</summary>
public class SqliteClockTests : ClockStepContract
{
    private readonly SqliteWorld _world = new();

    private protected override Task<IJournalWorld> CreateWorldAsync() => Task.FromResult<IJournalWorld>(_world);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_world.Path};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Replace("{deliveries}", "deliveries", StringComparison.Ordinal);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
