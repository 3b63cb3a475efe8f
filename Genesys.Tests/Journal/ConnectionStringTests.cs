using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Tests.Journal;

/// <summary>
/// A connection string that its store can't use, or that gives up what the journal promises, is refused before anything
/// is opened.
/// </summary>
public class ConnectionStringTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("Data Source=x;Mode=Memory", "Mode=Memory keeps nothing on disk")]
    [InlineData("Mode=Memory", "Mode=Memory keeps nothing on disk")]
    [InlineData("Data Source=x;mode=ReadOnly", "Mode=ReadOnly can't be written")]
    [InlineData("Data Source=x;Cache=Shared", "Cache=Shared")]
    [InlineData("Data Source=x;Vfs=memdb", "Vfs")]
    [InlineData("Data Source=x;Vfs=unix-none", "Vfs")]
    [InlineData("Data Source=x;Password=hunter2", "Password isn't supported")]
    [InlineData("Data Source=", "names no file")]
    [InlineData("Data Source=   ", "names no file")]
    [InlineData("Data Source=\"\"", "names no file")]
    [InlineData("Pooling=False", "names no file")]
    [InlineData("   ", "names no file")]
    [InlineData(":memory:", ":memory: keeps nothing on disk")]
    [InlineData("Data Source=:memory:", ":memory: keeps nothing on disk")]
    [InlineData("Data Source=:MEMORY:", ":memory: keeps nothing on disk")]
    [InlineData(" :memory: ", ":memory: keeps nothing on disk")]
    [InlineData("file:x?mode=memory", "is a URI")]
    [InlineData("file::memory:?cache=shared", "is a URI")]
    [InlineData("Data Source=file:x?mode=memory&cache=shared", "is a URI")]
    [InlineData("Data Source=FILE:x", "is a URI")]
    [InlineData("Data Source=|DataDirectory|x.db", "|DataDirectory|")]
    [InlineData("|DataDirectory|x.db", "|DataDirectory|")]
    [InlineData("/var/lib/genesys/", "names a folder")]
    [InlineData("Data Source=/var/lib/genesys/", "names a folder")]
    [InlineData("a\0b", "has a character that no path can have")]
    [InlineData("Host=db;Database=journal;Password=hunter2", "is no SQLite connection string")]
    [InlineData("Data Source=x;Synchronous=Off", "is no SQLite connection string")]
    [InlineData("Data Source=x;Mode=hunter2", "is no SQLite connection string")]
    [InlineData("Data Source=x;Default Timeout=hunter2", "is no SQLite connection string")]
    [InlineData("Data Source=x;hunter2", "is no SQLite connection string")]
    public void SqliteThatCantKeepTheJournal_IsRefused_WithASentence(string connectionString, string sentence) =>
        AssertRefused(JournalProvider.Sqlite, connectionString, sentence);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("journal.db")]
    [InlineData("/var/lib/genesys/journal.db")]
    [InlineData("/var/lib/a=b/journal.db")]
    [InlineData("./a=b.db")]
    [InlineData("Data Source=/var/lib/genesys/journal.db")]
    [InlineData("Filename=journal.db;Mode=ReadWriteCreate;Pooling=True;Cache=Private;Foreign Keys=True")]
    public void SqlitePath_IsTaken(string? connectionString) =>
        Assert.Empty(Failures(JournalProvider.Sqlite, connectionString));

    [Fact]
    public void SqliteConnectionString_GivesItsPathAndNothingElse()
    {
        var (path, _) = SqliteLocation.Parse(
            "Data Source=/tmp/j.db;Pooling=True;Recursive Triggers=True;Default Timeout=1");

        Assert.Equal(Path.GetFullPath("/tmp/j.db"), path);
        Assert.Equal(
            $"Data Source={path};Mode=ReadWriteCreate;Cache=Private;Pooling=False",
            SqliteLocation.ConnectionString(path!));
    }

    [Theory]
    [InlineData(null, "Journal:Provider is Postgres: set ConnectionStrings:journal")]
    [InlineData("", "Journal:Provider is Postgres: set ConnectionStrings:journal")]
    [InlineData("  ", "Journal:Provider is Postgres: set ConnectionStrings:journal")]
    [InlineData("/var/lib/genesys/journal.db", "is no PostgreSQL connection string")]
    [InlineData("Data Source=/var/lib/genesys/journal.db;Mode=Memory", "is no PostgreSQL connection string")]
    [InlineData("postgres://user:hunter2@db/journal", "is a URL")]
    [InlineData("postgresql://user:hunter2@db/journal?sslmode=require", "is a URL")]
    [InlineData("Host=db;Port=hunter2", "is no PostgreSQL connection string")]
    [InlineData("Host=db;Port=99999999", "has a Port above 65535")]
    [InlineData("Host=db;hunter2", "is no PostgreSQL connection string")]
    [InlineData("Host=db;SSL Mode=hunter2", "is no PostgreSQL connection string")]
    [InlineData("Host=db;Password=a;hunter2=b", "is no PostgreSQL connection string")]
    [InlineData("Database=journal;Password=hunter2", "names no host")]
    [InlineData("Host=;Database=journal", "names no host")]
    [InlineData("Host=user:hunter2@db", "has something other than a host's name")]
    [InlineData("Host=db;Multiplexing=true", "Multiplexing=true")]
    [InlineData("Host=db;Pooling=false", "Pooling=false")]
    [InlineData("Host=db;Maximum Pool Size=2", "Maximum Pool Size below")]
    [InlineData("Host=a,b;Target Session Attributes=standby", "Target Session Attributes")]
    [InlineData("Host=a,b;Target Session Attributes=prefer-standby", "Target Session Attributes")]
    [InlineData("Host=a,b;Target Session Attributes=read-only", "Target Session Attributes")]
    [InlineData("Host=a,b;Target Session Attributes=hunter2", "is no PostgreSQL connection string")]
    public void PostgresThatCantKeepTheJournal_IsRefused_WithASentence(string? connectionString, string sentence) =>
        AssertRefused(JournalProvider.Postgres, connectionString, sentence);

    [Theory]
    [InlineData("Host=db;Database=journal;Username=receiver;Password=hunter2")]
    [InlineData("Server=db;User Id=receiver;Timeout=1;Max Auto Prepare=0")]
    [InlineData("Host=a,b:5433;Database=journal")]
    [InlineData("Host=a,b;Target Session Attributes=primary")]
    [InlineData("Host=a,b;Target Session Attributes=read-write")]
    [InlineData("Host=/var/run/postgresql;Database=journal")]
    [InlineData("Host=db;Password=p://q")]
    public void PostgresConnectionString_IsTaken(string connectionString) =>
        Assert.Empty(Failures(JournalProvider.Postgres, connectionString));

    private static void AssertRefused(JournalProvider provider, string? connectionString, string sentence)
    {
        var failure = Assert.Single(Failures(provider, connectionString));
        Assert.Contains(sentence, failure, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings:journal", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Failures(JournalProvider provider, string? connectionString) =>
        new JournalOptionsValidator().Validate(
            new JournalOptions { Provider = provider, ConnectionString = connectionString })
            .Errors.Select(error => error.ErrorMessage);
}
