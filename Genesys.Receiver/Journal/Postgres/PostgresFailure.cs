using System.Net.Sockets;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// What an operator reads when the database fails: what is wrong, and what to do. Never a value of a row.
/// </summary>
internal static class PostgresFailure
{
    /// <summary>
    /// True for what the database or the way to it can do, as against a bug here: a value that it refuses (class 22).
    /// </summary>
    public static bool IsOutage(Exception exception) =>
        exception is NpgsqlException or SocketException or TimeoutException or IOException or ObjectDisposedException
        && exception is not PostgresException { SqlState: ['2', '2', ..] };

    /// <summary>True for a statement that took longer than it may, by this client or by the server.</summary>
    public static bool IsTimeout(NpgsqlException exception) =>
        exception is { InnerException: TimeoutException } or PostgresException { SqlState: "57014" };

    /// <summary>
    /// True when the server, or a pooler before it, broke off instead of refusing: a commit may have been done.
    /// </summary>
    public static bool LosesTheAnswer(Exception exception) =>
        exception is not PostgresException { SqlState: var state }
        || state is ['0', '8', ..] or ['5', '7', 'P', ..] or ['5', '8', ..];

    public static string BrokenPromise(string host) =>
        $"The journal's database on {host} has synchronous_commit = off, which acknowledges what isn't on disk yet: set it to on for the user of "
        + "ConnectionStrings:journal; the journal retries automatically.";

    /// <summary>
    /// What an operator reads when the search index alone fails; null for what isn't the index's trouble alone.
    /// </summary>
    // Class 42: a table that isn't there or isn't the user's; 55000: an index that is invalid; XX: what is damaged.
    public static string? IndexSentence(Exception? exception, string host) => exception switch
    {
        PostgresException { SqlState: "42501" } =>
            $"The journal's search index on {host} can't be written: grant the user of ConnectionStrings:journal the ownership of schema journal and its tables; "
            + "it is tried again. What the journal takes and does isn't affected.",
        PostgresException { SqlState: ['4', '2', ..] or "55000" or ['X', 'X', ..] } other =>
            $"The journal's search index on {host} can't be used (SQLSTATE {other.SqlState}): restore the tables journal.index_… from a backup; "
            + "it is tried again. What the journal takes and does isn't affected.",
        _ => null,
    };

    public static string Sentence(Exception exception, string host) => exception switch
    {
        // https://www.postgresql.org/docs/15/errcodes-appendix.html
        PostgresException { SqlState: "53100" } =>
            $"The disk of the journal's database on {host} is full: free some space; the journal retries automatically.",
        PostgresException { SqlState: "25006" } =>
            $"The journal's database on {host} is read-only (a standby?): point ConnectionStrings:journal to the primary.",
        PostgresException { SqlState: "28P01" or "28000" } =>
            $"The journal's database on {host} refuses the user or its password: correct ConnectionStrings:journal.",
        PostgresException { SqlState: "3D000" } =>
            $"The journal's database doesn't exist on {host}: create it; the journal retries automatically.",
        PostgresException { SqlState: "42501" } =>
            $"The user of ConnectionStrings:journal may not do what the journal needs on {host}: grant it CREATE on the database, or the ownership of schema journal.",
        PostgresException { SqlState: "53300" } =>
            $"The journal's database on {host} has no connection left: raise max_connections, or lower the pool's size.",
        PostgresException { SqlState: "26000" or "42P05" } =>
            $"A pooler before the journal's database on {host} doesn't keep prepared statements: leave Max Auto Prepare out of ConnectionStrings:journal, or set it to 0.",
        PostgresException other =>
            $"The journal's database on {host} failed (SQLSTATE {other.SqlState}); the journal retries automatically.",
        _ =>
            $"The journal's database on {host} can't be reached: check that it runs and that the network lets this process through; "
            + "the journal retries automatically.",
    };
}
