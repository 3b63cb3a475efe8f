using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Receiver.Journal;

/// <summary>Holds the connection string against the store that will use it.</summary>
internal sealed class JournalOptionsValidator : OptionsRules<JournalOptions>
{
    public JournalOptionsValidator() =>
        RuleFor(options => options.ConnectionString).Reports((options, connectionString) =>
        options.Provider == JournalProvider.Postgres
            ? ProblemOfPostgres(connectionString)
            : SqliteLocation.Parse(connectionString).Problem);

    private static string? ProblemOfPostgres(string? connectionString)
    {
        var (source, _, problem) = PostgresConnection.Build(connectionString);
        source?.Dispose();
        return problem;
    }
}
