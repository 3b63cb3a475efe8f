namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// A table for the deliveries of each state, so that a state is listed in the order of its keys and each index is as
/// small as it can be.
/// </summary>
internal static class IndexTables
{
    /// <summary>The statements that make the tables of what is published more than once.</summary>
    public const string Publications = """
        -- Events by what they keep when Genesys publishes them again, with their first delivery; deliveries of later publications.
        CREATE TABLE published (
            time INTEGER NOT NULL, hash INTEGER NOT NULL, delivery INTEGER NOT NULL, envelope INTEGER NOT NULL, received INTEGER NOT NULL,
            PRIMARY KEY (time, hash)) WITHOUT ROWID;
        CREATE TABLE republished (delivery INTEGER PRIMARY KEY, first INTEGER NOT NULL, first_received INTEGER NOT NULL);
        """;

    /// <summary>Word of no reason.</summary>
    public const long NoReason = 1;

    /// <summary>Word of the reason that nearly all have: it isn't worth an index.</summary>
    public const long Completed = 2;

    /// <summary>Attempts are told apart up to so many.</summary>
    public const int MaxAttempts = 64;

    public static readonly DeliveryState[] All = [
        DeliveryState.Open, DeliveryState.Finished, DeliveryState.DeadLetter, DeliveryState.Discarded];

    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Open => "open",
        DeliveryState.Finished => "finished",
        DeliveryState.DeadLetter => "dead",
        _ => "discarded",
    };

    /// <summary>The statements that make a state's table.</summary>
    public static string Create(DeliveryState state)
    {
        var table = Of(state);
        return $"""
            CREATE TABLE {table} (
                key INTEGER PRIMARY KEY, received INTEGER NOT NULL, since INTEGER NOT NULL, topic INTEGER NOT NULL, reason INTEGER NOT NULL,
                status INTEGER NOT NULL, attempts INTEGER NOT NULL, grp INTEGER);
            CREATE INDEX {table}_by_topic ON {table} (topic, key);
            CREATE INDEX {table}_by_reason ON {table} (reason, key) WHERE reason > {Completed};
            CREATE INDEX {table}_by_attempts ON {table} (attempts, key) WHERE attempts > 1;
            CREATE INDEX {table}_by_group ON {table} (grp, key) WHERE grp IS NOT NULL;

            """;
    }
}
