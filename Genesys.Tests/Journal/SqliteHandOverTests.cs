namespace Genesys.Tests.Journal;

/// <summary>Hand-overs in a SQLite file.</summary>
public class SqliteHandOverTests : HandOverContract
{
    private protected override Task<IJournalWorld> CreateWorldAsync() => Task.FromResult<IJournalWorld>(new SqliteWorld());
}
