namespace Genesys.Tests.Journal;

/// <summary>Hand-overs in a PostgreSQL database.</summary>
public class PostgresHandOverTests(PostgresCluster cluster) : HandOverContract
{
    private protected override async Task<IJournalWorld> CreateWorldAsync() => await PostgresWorld.CreateAsync(cluster);
}
