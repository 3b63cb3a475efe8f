using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>Ends hand-overs whose leases are held, those of as many calls as there are in one commit.</summary>
internal sealed class HandOverEnds
{
    // What one hand-over adds to a statement, roughly and to the safe side: 2,000 of them are a transaction.
    private const int BytesOfEach = 8 * 1024;

    private readonly PostgresDatabase _database;
    private readonly HandedOverCleaning _cleaning;
    private readonly ActivityCounts _activity;
    private readonly JournalClock _clock;
    private readonly Action<string> _ended;
    private readonly GatheredCalls<Ending, bool> _calls;

    public HandOverEnds(
        PostgresDatabase database, HandedOverCleaning cleaning, ActivityCounts activity, JournalClock clock,
        Action<string> ended)
    {
        (_database, _cleaning, _activity, _clock, _ended) = (database, cleaning, activity, clock, ended);
        _calls = new(WriteAsync, ending => ending.HandOvers.Count * BytesOfEach, "the ends of hand-overs");
    }

    public void Start() => _calls.Start();

    /// <summary>Takes nothing more; returns when what waits is written.</summary>
    public Task StopAsync() => _calls.StopAsync();

    /// <summary>Ends hand-overs; returns after that is on disk.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be written, or is so far behind that too many wait.
    /// </exception>
    public async ValueTask EndAsync(
        IReadOnlyList<LeasedHandOver> handOvers, HandOverState state, string reason, AttemptEntry attempt,
        CancellationToken cancellationToken)
    {
        await _calls.RunAsync(new Ending(handOvers, state, reason, attempt), cancellationToken);

        // What is behind them in their conversations can be taken now.
        foreach (var destination in handOvers.Select(one => one.Destination).Distinct(StringComparer.Ordinal))
        {
            _ended(destination);
        }
    }

    /// <summary>
    /// What a statement says of each that it ended: the delivery, the content (0 for none), the destination.
    /// </summary>
    public static (long Delivery, long Content, int Destination) Read(NpgsqlDataReader row) =>
        (row.GetInt64(0), row.GetInt64(1), row.GetInt32(2));

    private async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<Ending> batch)
    {
        var rows = batch.SelectMany(ending => ending.HandOvers.Select(handOver => (Ending: ending, HandOver: handOver)))
            .ToList();
        var gone = await _database.ChangeAsync(
            HandOverStatements.EndHeld,
            row => (Ended: Read(row), State: (HandOverState)row.GetInt16(3)),
            default,
            rows.Select(row => row.HandOver.Key).ToArray(),
            rows.Select(row => row.HandOver.Lease).ToArray(),
            rows.Select(row => (short)row.Ending.State).ToArray(),
            rows.Select(row => row.Ending.Reason).ToArray(),
            rows.Select(row => row.Ending.Attempt.StatusCode).ToArray(),
            rows.Select(row => AttemptHistory.Write(row.Ending.Attempt.Of(row.HandOver))).ToArray(),
            rows.Select(
                row => row.Ending.State == HandOverState.DeadLetter ? row.HandOver.Record.Delivery.EventType : null)
                    .ToArray(),
            _clock.Now);
        _cleaning.Add(gone.Select(row => row.Ended));
        var ofDeliveries = gone.Where(row => row.Ended.Delivery > 0).ToList();
        _activity.Add(Counted.HandedOver, ofDeliveries.Count(row => row.State == HandOverState.Delivered));
        _activity.Add(Counted.DeadLettered, ofDeliveries.Count(row => row.State == HandOverState.DeadLetter));
        return [.. batch.Select(_ => true)];
    }

    private sealed record Ending(
        IReadOnlyList<LeasedHandOver> HandOvers, HandOverState State, string Reason, AttemptEntry Attempt);
}
