namespace Genesys.Tests.Journal;

/// <summary>The contract on a PostgreSQL database.</summary>
public class PostgresContractTests(PostgresCluster cluster) : JournalContract
{
    private protected override async Task<IJournalWorld> CreateWorldAsync() => await PostgresWorld.CreateAsync(cluster);
}
