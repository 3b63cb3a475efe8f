using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// Ends hand-overs whose leases are held. While one transaction is written the next ends gather: as many calls as there
/// are share a commit.
/// </summary>
internal sealed class HandOverEnds(
    PostgresDatabase database, HandedOverCleaning cleaning, ActivityCounts activity, TimeProvider time,
    Action<string> ended)
{
    private const int MaxBatch = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<Ending> _waiting = new();
    private bool _isWriting;

    /// <summary>Ends hand-overs; returns after that is on disk.</summary>
    public async ValueTask EndAsync(
        IReadOnlyList<LeasedHandOver> handOvers, HandOverState state, string reason, AttemptEntry attempt,
        CancellationToken cancellationToken)
    {
        var ending = new Ending(handOvers, state, reason, attempt);
        lock (_lock)
        {
            _waiting.Enqueue(ending);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAllAsync, CancellationToken.None);
            }
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

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                await WriteAsync(batch);
                batch.ForEach(ending => ending.Done.SetResult());
            }
            catch (Exception e)
            {
                batch.ForEach(ending => ending.Done.SetException(e));
            }
        }
    }

    private List<Ending> Take()
    {
        lock (_lock)
        {
            var (batch, count) = (new List<Ending>(), 0);
            while (count < MaxBatch && _waiting.TryDequeue(out var ending))
            {
                batch.Add(ending);
                count += ending.HandOvers.Count;
            }

            _isWriting = batch.Count > 0;
            return batch;
        }
    }

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
            time.GetUtcNow().ToUnixTimeMilliseconds());
        cleaning.Add(gone.Select(row => row.Ended));
        var ofDeliveries = gone.Where(row => row.Ended.Delivery > 0).ToList();
        activity.Add(Counted.HandedOver, ofDeliveries.Count(row => row.State == HandOverState.Delivered));
        activity.Add(Counted.DeadLettered, ofDeliveries.Count(row => row.State == HandOverState.DeadLetter));
    }

    private sealed record Ending(
        IReadOnlyList<LeasedHandOver> HandOvers, HandOverState State, string Reason, AttemptEntry Attempt)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
