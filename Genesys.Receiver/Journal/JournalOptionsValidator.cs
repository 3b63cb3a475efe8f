using FluentValidation;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Receiver.Journal;

/// <summary>
/// Holds the connection string against the store that will use it, and one setting against another.
/// </summary>
internal sealed class JournalOptionsValidator : OptionsRules<JournalOptions>
{
    public JournalOptionsValidator()
    {
        RuleFor(options => options.PayloadRetention)
            .LessThanOrEqualTo(options => options.Retention)
            .WithMessage(
                "Journal:PayloadRetention must not be longer than Journal:Retention: a finished delivery goes then, "
                + "and its payload with it.");
        RuleFor(options => options.ConnectionString).Reports((options, connectionString) =>
            options.Provider == JournalProvider.Postgres
                ? ProblemOfPostgres(connectionString)
                : SqliteLocation.Parse(connectionString).Problem);
    }

    private static string? ProblemOfPostgres(string? connectionString)
    {
        var (source, _, problem) = PostgresConnection.Build(connectionString);
        source?.Dispose();
        return problem;
    }
}
