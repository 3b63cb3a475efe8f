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
    /// What every change begins with. It reads how the server acknowledges commits on this connection at this moment,
    /// whatever set it: connection, role, database or server.
    /// </summary>
    public const string Begin = $"SELECT current_setting('synchronous_commit'), {ByIndex}";

    /// <summary>
    /// Lets the commit of the statements that are sent with it return before they are on disk: for what may be lost.
    /// </summary>
    public const string BeginUnpromised = $"SELECT set_config('synchronous_commit', 'off', true), {ByIndex}";

    /// <summary>The database's clock, in milliseconds since 1970.</summary>
    public const string Clock = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

    /// <summary>What a query begins with that looks rows up.</summary>
    public const string LookUp = $"SELECT {ByIndex}";

    // Statements are planned once for each connection, often while hardly any row is there: then an index isn't worth
    // its pages, and a plan that reads the whole table is kept for a full one. What needs a whole table all the same
    // seems to cost so much then that the server would compile it first, which took 200 ms.
    //
    // Without scans a table that is believed to have a row or two, as each vacuum of one that had been emptied leaves
    // it, is still read as a whole: by an index, in its order, to be merged or hashed with the few keys that are meant.
    // So a key is compared as "id = ANY (ARRAY[h.id])" or "id = ANY (ARRAY(SELECT …))", which can only be looked up,
    // and what another index could be used for, or an order that it has, is hidden from it ("due + 0 > $2", "ORDER BY
    // d.id + 0"). PostgresPlanTests tells.
    private const string ByIndex = """
        set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)
        """;
}
