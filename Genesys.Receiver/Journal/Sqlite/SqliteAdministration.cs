using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>What an operator does to anomalies, and what operators are to be told, on the writer's thread.</summary>
internal sealed class SqliteAdministration(
    SqliteWriter writer, AnomalyLedger anomalies, HandOverLedger handOvers, JournalClock clock)
    : IJournalAdministration
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

    public ValueTask<bool> TellExpiringAsync(
        DateTimeOffset failedBefore, Func<ExpiringDeadLetters, OperatorEvent> eventOf,
        IReadOnlyList<string> destinations, CancellationToken cancellationToken)
    {
        var isTold = false;
        return writer.RunAsync(
            () => isTold = TellExpiring(
                clock.Earlier(failedBefore).ToUnixTimeMilliseconds(), eventOf, destinations),
            () =>
            {
                handOvers.Arrived(destinations);
                return isTold;
            },
            cancellationToken);
    }

    private bool TellExpiring(
        long before, Func<ExpiringDeadLetters, OperatorEvent> eventOf, IReadOnlyList<string> destinations)
    {
        var found = Expiring(before);
        if (!handOvers.HasRoomForOperatorEvents(found.Count * destinations.Count))
        {
            return false;
        }

        foreach (var operatorEvent in found.Select(eventOf))
        {
            var record = new RecordWriter();
            DeliveryCodec.Write(record, OperatorEventRecord.Of(operatorEvent));
            _ = destinations.Count == 0 || handOvers.InsertOperatorEvent(record.Written, destinations);
        }

        SqliteSchema.Run(writer.File.Handle, $"UPDATE expiry SET told = {before} WHERE told < {before}");
        return true;
    }

    private List<ExpiringDeadLetters> Expiring(long before)
    {
        using var rows = new SqliteStatement(writer.File.Handle, """
            SELECT NULL, count(*) FROM dead_letters, expiry WHERE at >= told AND at < ?1
            UNION ALL
            SELECT d.name, count(*) FROM expiry, hand_overs h JOIN destinations d ON d.id = h.destination
            WHERE h.state = 2 AND h.ended >= told AND h.ended < ?1 GROUP BY d.name
            """);
        return [
            .. rows.Bind(1, before).ReadAll(row => new ExpiringDeadLetters(row.Text(0), (int)row.Int64(1)))
            .Where(expiring => expiring.Count > 0)];
    }
}
