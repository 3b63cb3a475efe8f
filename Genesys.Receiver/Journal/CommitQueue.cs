using System.Threading.Channels;

namespace Genesys.Receiver.Journal;

/// <summary>
/// What waits for the next transaction. While one is written the next one gathers, so that many callers share a commit.
/// It is bounded by count and by bytes: behind a store that hangs, callers above the bounds are told that the journal
/// is unavailable.
/// </summary>
/// <param name="bytesOf">About how many bytes one adds to a transaction.</param>
internal sealed class CommitQueue<T>(Func<T, int> bytesOf)
{
    private const int MaxWaiting = 65_536;
    private const long MaxWaitingBytes = 256 * 1024 * 1024;
    private const int MaxBatch = 2_048;
    private const int MaxBatchBytes = 16 * 1024 * 1024;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = false });

    private long _waitingBytes;

    /// <summary>Adds one; false when too much waits, or after <see cref="Complete"/>.</summary>
    public bool TryAdd(T item)
    {
        // Counted first: once it is added, the object may be used again for another record.
        var bytes = bytesOf(item);
        if (Interlocked.Add(ref _waitingBytes, bytes) <= MaxWaitingBytes && _waiting.Writer.TryWrite(item))
        {
            return true;
        }

        Interlocked.Add(ref _waitingBytes, -bytes);
        return false;
    }

    /// <summary>Takes nothing more; what waits is still to be done.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Waits until there is something to take; false when nothing will come any more.</summary>
    public ValueTask<bool> WaitAsync() => _waiting.Reader.WaitToReadAsync();

    /// <summary>
    /// Writes what waits, until <see cref="Complete"/>; returns when all of it is written or has failed.
    /// </summary>
    /// <param name="transactions">Transactions at a time.</param>
    /// <param name="write">Writes a batch, and answers.</param>
    /// <param name="fail">Answers for a batch that couldn't be written.</param>
    public async Task RunAsync(int transactions, Func<List<T>, Task> write, Action<List<T>, Exception> fail)
    {
        using var free = new SemaphoreSlim(transactions);
        while (await WaitAsync())
        {
            await free.WaitAsync();
            _ = SettleAsync(free, write, fail);
        }

        for (var ended = 0; ended < transactions; ended++)
        {
            await free.WaitAsync();
        }
    }

    /// <summary>
    /// Replaces the batch by what waits, as much of it as one transaction takes; false when nothing waits.
    /// </summary>
    public bool TryTake(List<T> batch)
    {
        batch.Clear();
        var bytes = 0;
        while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _waiting.Reader.TryRead(out var item))
        {
            batch.Add(item);
            bytes += bytesOf(item);
        }

        Interlocked.Add(ref _waitingBytes, -bytes);
        return batch.Count > 0;
    }

    private async Task SettleAsync(SemaphoreSlim free, Func<List<T>, Task> write, Action<List<T>, Exception> fail)
    {
        var batch = new List<T>();
        try
        {
            if (TryTake(batch))
            {
                await write(batch);
            }
        }
        catch (Exception e)
        {
            fail(batch, e);
        }
        finally
        {
            free.Release();
        }
    }
}
