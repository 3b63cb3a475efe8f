namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>What an operator does to anomalies, and what operators are to be told, on the writer's thread.</summary>
internal sealed class SqliteAdministration(SqliteWriter writer, AnomalyLedger anomalies) : IJournalAdministration
{
    public ValueTask<long?> ReplayAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var bytes = 0;
        return writer.RunAsync(
            () => bytes = anomalies.Replay(key),
            () =>
            {
                if (bytes > 0)
                {
                    anomalies.WasReplayed(key, bytes);
                }

                return bytes > 0 ? key : (long?)null;
            },
            cancellationToken);
    }

    public ValueTask<bool> DiscardAnomalyAsync(long key, CancellationToken cancellationToken)
    {
        var bytes = 0;
        return writer.RunAsync(
            () => bytes = anomalies.Discard(key),
            () =>
            {
                anomalies.FreeBytes(bytes);
                return bytes > 0;
            },
            cancellationToken);
    }

    public ValueTask<long> CountSetAsideAsync(CancellationToken cancellationToken) =>
        writer.RunAsync(null, () => writer.File.Number("SELECT count(*) FROM set_aside"), cancellationToken);

    public ValueTask<IReadOnlyList<ExpiringDeadLetters>> TakeExpiringAsync(
        DateTimeOffset failedBefore, CancellationToken cancellationToken)
    {
        List<ExpiringDeadLetters> found = [];
        return writer.RunAsync<IReadOnlyList<ExpiringDeadLetters>>(
            () => found = TakeExpiring(failedBefore.ToUnixTimeMilliseconds()), () => found, cancellationToken);
    }

    private List<ExpiringDeadLetters> TakeExpiring(long before)
    {
        var found = new List<ExpiringDeadLetters>();
        using (var rows = new SqliteStatement(writer.File.Handle, """
            SELECT NULL, count(*) FROM dead_letters, expiry WHERE at >= told AND at < ?1
            UNION ALL
            SELECT d.name, count(*) FROM expiry, hand_overs h JOIN destinations d ON d.id = h.destination
            WHERE h.state = 2 AND h.ended >= told AND h.ended < ?1 GROUP BY d.name
            """))
        {
            rows.Bind(1, before);
            while (rows.Read())
            {
                if (rows.Int64(1) > 0)
                {
                    found.Add(new ExpiringDeadLetters(rows.Text(0), (int)rows.Int64(1)));
                }
            }
        }

        SqliteSchema.Run(writer.File.Handle, $"UPDATE expiry SET told = {before} WHERE told < {before}");
        return found;
    }
}
