using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The connection to the database, made of what was configured and what the journal needs.</summary>
internal static class PostgresConnection
{
    private const string Setting = "ConnectionStrings:journal";
    private const string Example = "such as Host=db.example.com;Database=journal;Username=receiver;Password=…";

    // The connection that listens, the writer, the housekeeping, and one for each pump.
    private const int MinPoolSize = 5;

    /// <summary>Builds the source of connections; nothing is reached.</summary>
    /// <returns>The source and the host's name, or a sentence that says what is wrong and quotes nothing.</returns>
    public static (PostgresSource? Source, string Host, string? Problem) Build(string? configured)
    {
        if (string.IsNullOrWhiteSpace(configured))
        {
            return Failed(
                $"Journal:Provider is Postgres: set {Setting} to a PostgreSQL connection string (ConnectionStrings__journal as an environment variable).");
        }

        try
        {
            if (configured.Contains("://", StringComparison.Ordinal)
                && !configured.AsSpan(0, configured.IndexOf("://", StringComparison.Ordinal)).Contains('='))
            {
                return Failed($"{Setting} is a URL: set it to keywords and values, {Example}");
            }

            var settings = new NpgsqlConnectionStringBuilder(configured);
            if (ProblemOf(settings) is { } problem)
            {
                return Failed($"{Setting} {problem}");
            }

            Complete(settings);
            return (new PostgresSource(settings), settings.Host!, null);
        }
        catch (Exception)
        {
            // What Npgsql says of it may quote it, password included.
            return Failed($"{Setting} is no PostgreSQL connection string: set it to keywords and values, {Example}");
        }
    }

    private static string? ProblemOf(NpgsqlConnectionStringBuilder settings) => settings switch
    {
        _ when string.IsNullOrWhiteSpace(settings.Host) =>
            $"names no host: set it to a PostgreSQL connection string, {Example}",
        _ when settings.Host.AsSpan().IndexOfAny('@', ';', '=') >= 0 =>
            $"has something other than a host's name in Host: set it to keywords and values, {Example}",
        { Port: > ushort.MaxValue } => "has a Port above 65535: correct it.",
        { Multiplexing: true } => "has Multiplexing=true, which has no transactions of a caller's own: leave it out.",
        { Pooling: false } => "has Pooling=false, which opens a connection for each statement: leave it out.",
        { MaxPoolSize: < MinPoolSize } =>
            $"has a Maximum Pool Size below {MinPoolSize}: the journal needs as many at least.",
        _
            when settings.TargetSessionAttributes?.Replace("-", "", StringComparison.Ordinal)
                .ToUpperInvariant() is "STANDBY" or "PREFERSTANDBY" or "READONLY" =>
            "has Target Session Attributes that lead to a server that can't be written: leave them out, or set them to "
                + "read-write.",
        _ => null,
    };

    private static void Complete(NpgsqlConnectionStringBuilder settings)
    {
        // An outage must show within seconds, so that intake answers 503 instead of letting callers hang.
        (settings.Timeout, settings.CommandTimeout) = (5, 15);
        settings.Enlist = false;
        settings.TargetSessionAttributes = null;
        settings.ApplicationName ??= "Genesys.Receiver";
        settings.KeepAlive = settings.KeepAlive == 0 ? 30 : settings.KeepAlive;

        // The values of a row would stand in the log.
        settings.IncludeErrorDetail = false;
        settings.IncludeFailedBatchedCommand = false;

        // No statement of the journal's leaves anything on its connection. The seven statements that would clear it are
        // sent with the next one's, and PgBouncer 1.18 may give that to another connection in their midst.
        settings.NoResetOnClose = true;
    }

    private static (PostgresSource?, string, string?) Failed(string problem) => (null, "", problem);
}
