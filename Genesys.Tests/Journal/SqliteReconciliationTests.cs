namespace Genesys.Tests.Journal;

/// <summary>Comparisons in a SQLite file.</summary>
public class SqliteReconciliationTests : ReconciliationContract
{
    private protected override Task<IJournalWorld> CreateWorldAsync() =>
        Task.FromResult<IJournalWorld>(new SqliteWorld());
}
