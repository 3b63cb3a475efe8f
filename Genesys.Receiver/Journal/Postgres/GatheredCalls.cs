namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// Calls that share a statement: while one transaction is written the next calls gather, so that as many as there are
/// cost one.
/// </summary>
/// <param name="run">Does what was gathered; gives each its result, in their order.</param>
/// <param name="bytesOf">About how many bytes a call adds to the statement.</param>
/// <param name="what">What the calls are of, as an error names it.</param>
internal sealed class GatheredCalls<TCall, TResult>(
    Func<IReadOnlyList<TCall>, Task<IReadOnlyList<TResult>>> run, Func<TCall, int> bytesOf,
    string what)
{
    private readonly CommitQueue<Waiting> _waiting = new(waiting => bytesOf(waiting.Call));
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(() => _waiting.RunAsync(
        transactions: 1, RunAsync, (batch, e) => batch.ForEach(waiting => waiting.Done.TrySetException(e))));

    /// <summary>Takes nothing more; returns when what waits is done.</summary>
    public Task StopAsync()
    {
        _waiting.Complete();
        return _loop;
    }

    /// <summary>Returns when it is done.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be used, or is so far behind that too many wait.
    /// </exception>
    public async Task<TResult> RunAsync(TCall call, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(call);
        return _waiting.TryAdd(waiting)
            ? await waiting.Done.Task.WaitAsync(cancellationToken)
            : throw new JournalUnavailableException(
                $"The journal's database is too far behind with {what}, or the receiver is stopping.");
    }

    private async Task RunAsync(List<Waiting> batch)
    {
        var results = await run([.. batch.Select(waiting => waiting.Call)]);
        for (var index = 0; index < batch.Count; index++)
        {
            batch[index].Done.TrySetResult(results[index]);
        }
    }

    private sealed record Waiting(TCall Call)
    {
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
