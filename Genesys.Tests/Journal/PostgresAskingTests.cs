namespace Genesys.Tests.Journal;

/// <summary>What a PostgreSQL database can be asked.</summary>
public class PostgresAskingTests(PostgresCluster cluster) : AskingContract
{
    private protected override async Task<IJournalWorld> CreateWorldAsync() => await PostgresWorld.CreateAsync(cluster);
}
