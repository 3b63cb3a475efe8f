namespace Genesys.Tests.Journal;

/// <summary>The contract on a SQLite file.</summary>
public class SqliteContractTests : JournalContract
{
    private protected override Task<IJournalWorld> CreateWorldAsync() =>
        Task.FromResult<IJournalWorld>(new SqliteWorld());
}
