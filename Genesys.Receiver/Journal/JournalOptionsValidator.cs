using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal;

/// <summary>What one setting of the journal asks of another.</summary>
internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    public ValidateOptionsResult Validate(string? name, JournalOptions options) =>
        options.Provider == JournalProvider.Postgres && string.IsNullOrWhiteSpace(options.ConnectionString)
            ? ValidateOptionsResult.Fail("Journal:Provider is Postgres: set ConnectionStrings:journal to a PostgreSQL connection string "
                + "(environment variable ConnectionStrings__journal).")
            : ValidateOptionsResult.Success;
}
