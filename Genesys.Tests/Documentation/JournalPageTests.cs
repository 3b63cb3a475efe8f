using System.Data.Common;
using System.Globalization;
using Genesys.Tests.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Genesys.Tests.Documentation;

/// <summary>What docs/journal.md and docs/upgrading.md say of the journal's tables, on both stores.</summary>
public sealed class JournalPageTests(PostgresCluster cluster)
{
    private const string SqliteTables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";

    // Those of the search index have a paragraph of their own.
    private const string PostgresTables =
        "SELECT tablename FROM pg_tables WHERE schemaname = 'journal' AND tablename NOT LIKE 'index%'";

    [Fact]
    public async Task File_EachTableIsListed_AndUpgradingKnowsItsSchema()
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        await using var connection = new SqliteConnection($"Data Source={world.Path};Pooling=false");
        await connection.OpenAsync(Cancel);

        AssertListed(await TextsAsync(connection, SqliteTables));
        AssertUpgrading(
            "The journal /var/lib/genesys/journal.db",
            Assert.Single(await TextsAsync(connection, "PRAGMA user_version")));
    }

    [Fact]
    public async Task Database_EachTableIsListed_AndUpgradingKnowsItsSchema()
    {
        await using var world = await PostgresWorld.CreateAsync(cluster);
        await world.StopAsync(await world.StartAsync());
        await using var connection = new NpgsqlConnection(world.ConnectionString);
        await connection.OpenAsync(Cancel);

        AssertListed(await TextsAsync(connection, PostgresTables));
        AssertUpgrading(
            "The journal's database",
            Assert.Single(await TextsAsync(connection, "SELECT version::text FROM journal.version")));
    }

    private static void AssertListed(List<string> tables)
    {
        var page = Page("docs/journal.md");
        var begin = page.IndexOf("## What is in it", StringComparison.Ordinal);
        var listed = page[begin..page.IndexOf("\n## ", begin + 1, StringComparison.Ordinal)];

        Assert.NotEmpty(tables);
        Assert.DoesNotContain(tables, table => !listed.Contains($"`{table}`", StringComparison.Ordinal));
    }

    private static void AssertUpgrading(string journal, string version) => Assert.Contains(
        $"{journal} was written by a newer release (schema {version}, this one knows 1): start that release.",
        Page("docs/upgrading.md"),
        StringComparison.Ordinal);

    private static string Page(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    private static async Task<List<string>> TextsAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        List<string> texts = [];
        while (await reader.ReadAsync(Cancel))
        {
            texts.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return texts;
    }
}
