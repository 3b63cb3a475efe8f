using Genesys.Receiver.Journal.Postgres;
using Genesys.Receiver.Journal.Sqlite;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal;

/// <summary>Holds the connection string against the store that will use it.</summary>
internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        var problem = options.Provider switch
        {
            JournalProvider.Postgres => ProblemOfPostgres(options.ConnectionString),
            _ => SqliteLocation.Parse(options.ConnectionString).Problem,
        };
        return problem is null ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
    }

    private static string? ProblemOfPostgres(string? connectionString)
    {
        var (source, _, problem) = PostgresConnection.Build(connectionString);
        source?.Dispose();
        return problem;
    }
}
