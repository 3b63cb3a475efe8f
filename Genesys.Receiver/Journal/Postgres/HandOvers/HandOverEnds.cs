using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// Ends hand-overs whose leases are held. While one transaction is written the next ends gather: as many calls as there
/// are share a commit.
/// </summary>
internal sealed class HandOverEnds(
    PostgresDatabase database, HandedOverCleaning cleaning, ActivityCounts activity, JournalClock clock,
    Action<string> ended)
{
    // What one hand-over adds to a statement, roughly and to the safe side: 2,000 of them are a transaction.
    private const int BytesOfEach = 8 * 1024;

    private readonly CommitQueue<Ending> _waiting = new(ending => ending.HandOvers.Count * BytesOfEach);
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(() => _waiting.RunAsync(
        transactions: 1, WriteAsync, (batch, e) => batch.ForEach(ending => ending.Done.SetException(e))));

    /// <summary>Takes nothing more; returns when what waits is written.</summary>
    public Task StopAsync()
    {
        _waiting.Complete();
        return _loop;
    }

    /// <summary>Ends hand-overs; returns after that is on disk.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be written, or is so far behind that too many wait.
    /// </exception>
    public async ValueTask EndAsync(
        IReadOnlyList<LeasedHandOver> handOvers, HandOverState state, string reason, AttemptEntry attempt,
        CancellationToken cancellationToken)
    {
        var ending = new Ending(handOvers, state, reason, attempt);
        if (!_waiting.TryAdd(ending))
        {
            throw new JournalUnavailableException(
                "The journal's database is too far behind with the ends of hand-overs, or the receiver is stopping.");
        }

        await ending.Done.Task.WaitAsync(cancellationToken);

        // What is behind them in their conversations can be taken now.
        foreach (var destination in handOvers.Select(one => one.Destination).Distinct(StringComparer.Ordinal))
        {
            ended(destination);
        }
    }

    /// <summary>
    /// What a statement says of each that it ended: the delivery, the content (0 for none), the destination.
    /// </summary>
    public static (long Delivery, long Content, int Destination) Read(NpgsqlDataReader row) =>
        (row.GetInt64(0), row.GetInt64(1), row.GetInt32(2));

    private async Task WriteAsync(List<Ending> batch)
    {
        var rows = batch.SelectMany(ending => ending.HandOvers.Select(handOver => (Ending: ending, HandOver: handOver)))
            .ToList();
        var gone = await database.ChangeAsync(
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
            clock.Now);
        cleaning.Add(gone.Select(row => row.Ended));
        var ofDeliveries = gone.Where(row => row.Ended.Delivery > 0).ToList();
        activity.Add(Counted.HandedOver, ofDeliveries.Count(row => row.State == HandOverState.Delivered));
        activity.Add(Counted.DeadLettered, ofDeliveries.Count(row => row.State == HandOverState.DeadLetter));
        batch.ForEach(ending => ending.Done.SetResult());
    }

    private sealed record Ending(
        IReadOnlyList<LeasedHandOver> HandOvers, HandOverState State, string Reason, AttemptEntry Attempt)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
