namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>A row of the index.</summary>
internal readonly record struct Candidate(
    long Key, DeliveryState State, long Received, long Since, long Topic, long Reason, int Attempts, long? Group)
{
    public const string Columns = "key, received, since, topic, reason, attempts, grp";

    public static Candidate Read(SqliteStatement row, DeliveryState state) => new(
        row.Int64(0), state, row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), (int)row.Int64(5), row.IsNull(6) ? null : row.Int64(6));
}
