using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <content>Operator events, alone or in the commit of what they tell of.</content>
internal sealed partial class PostgresHandOvers
{
    private const int MaxOperatorEvents = 1_000;

    public async ValueTask<bool> RecordOperatorEventAsync(
        OperatorEvent operatorEvent, IReadOnlyList<string> destinations, CancellationToken cancellationToken)
    {
        if (destinations.Count == 0)
        {
            return true;
        }

        return await RecordOperatorEventsAsync(
            (_, insert) => insert([operatorEvent]), destinations, cancellationToken);
    }

    /// <summary>
    /// Records operator events within a transaction that does more; false, and nothing is written, when too many wait.
    /// </summary>
    /// <param name="work">
    /// Gets the connection, and what inserts the events: false when too many wait. Returns that.
    /// </param>
    /// <param name="destinations">Those that want them; none: nobody hears of them.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<bool> RecordOperatorEventsAsync(
        Func<NpgsqlConnection, Func<IReadOnlyList<OperatorEvent>, Task<bool>>, Task<bool>> work,
        IReadOnlyList<string> destinations, CancellationToken cancellationToken)
    {
        await _counts.RefreshAsync(cancellationToken);
        var ids = new List<int>();
        foreach (var name in destinations)
        {
            ids.Add(await _ids.OfAsync(name, cancellationToken));
        }

        var isRecorded = await _database.TransactAsync(
            connection => work(connection, events => InsertAsync(connection, events, ids)), cancellationToken);
        Arrived(destinations);
        return isRecorded;
    }

    private async Task<bool> InsertAsync(
        NpgsqlConnection connection, IReadOnlyList<OperatorEvent> events, List<int> ids)
    {
        if (_counts.Last.OperatorEvents + (events.Count * ids.Count) > MaxOperatorEvents)
        {
            return false;
        }

        foreach (var one in ids.Count == 0 ? [] : events)
        {
            var record = new RecordWriter();
            DeliveryCodec.Write(record, OperatorEventRecord.Of(one));
            await connection.RunAsync(
                HandOverStatements.InsertOperatorEvent, record.Written.ToArray(), ids.ToArray(), _clock.Now);
        }

        return true;
    }
}
