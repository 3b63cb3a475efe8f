using Npgsql;

namespace Genesys.Tests.Journal;

/// <summary>Steps of the clock on a PostgreSQL database.</summary>
public class PostgresClockTests(PostgresCluster cluster) : ClockStepContract
{
    private PostgresWorld? _world;

    private protected override async Task<IJournalWorld> CreateWorldAsync() =>
        _world = await PostgresWorld.CreateAsync(cluster);

    protected override async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_world!.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(
            sql.Replace("{deliveries}", "journal.deliveries", StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
