namespace Genesys.Tests.Journal;

/// <summary>Steps of the clock on a SQLite file.</summary>
public class SqliteClockTests : ClockStepContract
{
    private readonly SqliteWorld _world = new();

    private protected override Task<IJournalWorld> CreateWorldAsync() => Task.FromResult<IJournalWorld>(_world);

    protected override Task ExecuteAsync(string sql) => SqliteWorld.RunAsync(
        _world.Path, sql.Replace("{deliveries}", "deliveries", StringComparison.Ordinal));
}
