namespace Genesys.Receiver.Journal.Postgres;

/// <summary>What several statements have in common.</summary>
internal static class PostgresStatements
{
    /// <summary>The keys and lease tokens that a caller says it holds, given as the first two parameters.</summary>
    public const string Held = "SELECT * FROM unnest($1, $2) AS h (id, lease)";

    /// <summary>The same with the line that each one's history gets, given as the parameter that is named.</summary>
    public static string HeldWithLines(string lines) => $"SELECT * FROM unnest($1, $2, {lines}) AS h (id, lease, line)";

    /// <summary>
    /// A record without its payload. See <see cref="Records.RecordFrame"/>: bytes 1 to 4 are the length of its fields,
    /// which end where the payload begins.
    /// </summary>
    public const string WithoutPayload =
        "substring(record FROM 1 FOR 13 + get_byte(record, 1) + (get_byte(record, 2) << 8) + (get_byte(record, 3) << "
            + "16))";

    /// <summary>
    /// False where the server acknowledges what isn't on its disk: nothing may be written that way, not even if it
    /// isn't acknowledged to anyone.
    /// </summary>
    public const string IsPromised = "current_setting('synchronous_commit') <> 'off'";

    /// <summary>
    /// Lets the commit of the statements that are sent with it return before they are on disk: for what may be lost.
    /// </summary>
    public const string Unpromised = "SELECT set_config('synchronous_commit', 'off', true)";

    /// <summary>
    /// The same for the statements that lease, which are planned once for each connection, often while hardly any row
    /// is there: then an index isn't worth its pages, and a plan that reads the whole table is kept for a full one.
    /// </summary>
    public const string Leasing = """
        SELECT set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)
        """;

    /// <summary>
    /// How the server acknowledges commits on this connection at this moment, whatever set it: connection, role,
    /// database or server.
    /// </summary>
    public const string ReadPromise = "SELECT current_setting('synchronous_commit')";
}
