using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// Hand-overs in the SQLite file: what is done to them shares the writer's transactions with everything else.
/// </summary>
internal sealed class SqliteHandOvers(SqliteWriter writer, HandOverLedger ledger, DueHandOvers due, JournalClock clock)
    : IHandOverJournal
{
    private const int RowsAtATime = 1_000;

    public async ValueTask<IReadOnlyList<LeasedHandOver>> LeaseHandOversAsync(
        string destination, int max, bool inOrder, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await writer.RunAsync(null, () => Take(destination, max, inOrder), cancellationToken) is { } taken)
            {
                return taken;
            }

            // The destination's order was configured anew: what has no rows needs them, to have its place in it.
            var made = 0;
            if (await writer.RunAsync(
                () => made = ledger.MakeRows(destination, RowsAtATime), () => made > 0, cancellationToken))
            {
                continue;
            }

            var upTo = 0L;
            await writer.RunAsync(
                () => upTo = ledger.PutInOrder(destination, inOrder), () => ledger.WasPutInOrder(destination, upTo),
                cancellationToken);
        }
    }

    public ValueTask<IReadOnlyList<long>> RenewHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, CancellationToken cancellationToken) =>
        writer.RunAsync(null, () => due.Renew(handOvers), cancellationToken);

    public ValueTask CompleteHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, CancellationToken cancellationToken) =>
        DoAsync(() => ledger.Complete(handOvers, attempt), () => End(handOvers), cancellationToken);

    public ValueTask RescheduleHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken)
    {
        var at = clock.Of(dueAt);
        return DoAsync(
            () => ledger.Reschedule(handOvers, attempt, at), () => GiveBack(handOvers, at), cancellationToken);
    }

    public ValueTask ReleaseHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        var at = dueAt is { } moment ? clock.Of(moment) : 0;

        // One that is due at once has a moment in its row that has come.
        return DoAsync(
            at == 0 ? null : () => ledger.Release(handOvers, at), () => GiveBack(handOvers, at), cancellationToken);
    }

    public ValueTask DeadLetterHandOverAsync(
        LeasedHandOver handOver, AttemptEntry attempt, string reason, CancellationToken cancellationToken) =>
        DoAsync(() => ledger.DeadLetter(handOver, attempt, reason), () => End([handOver]), cancellationToken);

    public ValueTask WaitForHandOversAsync(string destination, CancellationToken cancellationToken) =>
        new(due.WaitAsync(destination, cancellationToken));

    public ValueTask<IReadOnlyList<DestinationState>> DestinationStatesAsync(CancellationToken cancellationToken) =>
        writer.RunAsync(null, ledger.States, cancellationToken);

    public ValueTask PauseAsync(string destination, string by, string? reason, CancellationToken cancellationToken)
    {
        var pause = new DestinationPause(
            by, DateTimeOffset.FromUnixTimeMilliseconds(clock.Time.GetUtcNow().ToUnixTimeMilliseconds()), reason);
        return DoAsync(() => ledger.Pause(destination, pause), () => { }, cancellationToken);
    }

    public ValueTask ResumeAsync(string destination, CancellationToken cancellationToken) =>
        DoAsync(() => ledger.Pause(destination, null), () => due.Arrived(destination), cancellationToken);

    public ValueTask<int> DiscardWaitingAsync(
        string destination, string reason, int max, CancellationToken cancellationToken) =>
        EndAsync(destination, () => ledger.DiscardWaiting(destination, reason, max), cancellationToken);

    public ValueTask<(int Ended, int DeadLetters)> ExpireHandOversAsync(
        string destination, DateTimeOffset recordedBefore, int max, CancellationToken cancellationToken) =>
        EndAsync(destination, () => ledger.Expire(destination, clock.Earlier(recordedBefore), max), cancellationToken);

    public IReadOnlyDictionary<string, int> TakeFull() => ledger.Full.Take();

    public ValueTask<bool> RecordOperatorEventAsync(
        OperatorEvent operatorEvent, IReadOnlyList<string> destinations, CancellationToken cancellationToken)
    {
        var record = new RecordWriter();
        DeliveryCodec.Write(record, OperatorEventRecord.Of(operatorEvent));
        var recorded = false;
        return writer.RunAsync(
            () => recorded = destinations.Count == 0 || ledger.InsertOperatorEvent(record.Written, destinations),
            () =>
            {
                ledger.Arrived(destinations);
                return recorded;
            },
            cancellationToken);
    }

    // Null when the destination's order was configured anew.
    private List<LeasedHandOver>? Take(string name, int max, bool inOrder)
    {
        if (ledger.Find(name) is not { } destination)
        {
            due.NothingFor(name);
            return [];
        }

        if (destination.Row.InOrder != inOrder)
        {
            return null;
        }

        writer.File.BeginReading();
        var taken = due.Take(destination, max, inOrder);
        writer.File.Commit();
        return taken;
    }

    private void End(IReadOnlyList<LeasedHandOver> handOvers)
    {
        foreach (var handOver in handOvers)
        {
            due.End(handOver);
        }
    }

    private void GiveBack(IReadOnlyList<LeasedHandOver> handOvers, long at)
    {
        foreach (var handOver in handOvers)
        {
            due.GiveBack(handOver, at);
        }
    }

    private ValueTask<T> EndAsync<T>(string destination, Func<T> end, CancellationToken cancellationToken)
        where T : struct
    {
        var ended = default(T);
        return writer.RunAsync(
            () => ended = end(),
            () =>
            {
                due.Arrived(destination);
                return ended;
            },
            cancellationToken);
    }

    private async ValueTask DoAsync(Action? write, Action committed, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            write,
            () =>
            {
                committed();
                return true;
            },
            cancellationToken);
}
