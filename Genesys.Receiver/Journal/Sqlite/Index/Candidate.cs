namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>A row of the index, or of a hand-over that is a dead letter.</summary>
/// <param name="IsHandOver">True for a hand-over: topic and reason are 0 then, for all of its stream fit.</param>
internal readonly record struct Candidate(
    long Key, DeliveryState State, long Received, long Since, long Topic, long Reason, int Attempts, long? Group,
    bool IsHandOver = false)
{
    public const string Columns = "key, received, since, topic, reason, attempts, grp";

    public static Candidate Read(SqliteStatement row, DeliveryState state) => new(
        row.Int64(0), state, row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), (int)row.Int64(5),
        row.Number(6));

    /// <summary>Reads a hand-over's delivery, when it was recorded, and when it ended.</summary>
    public static Candidate ReadHandOver(SqliteStatement row) => new(
        row.Int64(0), DeliveryState.DeadLetter, row.Int64(1), row.Int64(2), 0, 0, 0, null, IsHandOver: true);
}
