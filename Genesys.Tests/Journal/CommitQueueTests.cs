using Genesys.Receiver.Journal;

namespace Genesys.Tests.Journal;

public class CommitQueueTests
{
    [Fact]
    public void MoreThan65536_AreRefused_UntilABatchIsTaken()
    {
        var queue = new CommitQueue<int>(_ => 1);
        var added = 0;
        while (queue.TryAdd(added))
        {
            added++;
        }

        Assert.Equal(65_536, added);
        var batch = new List<int>();
        Assert.True(queue.TryTake(batch));
        Assert.Equal(2_048, batch.Count);
        Assert.Equal(Enumerable.Range(0, batch.Count), batch);
        Assert.True(queue.TryAdd(0));
    }

    [Fact]
    public void MoreThan256Megabytes_AreRefused_UntilABatchIsTaken()
    {
        var queue = new CommitQueue<int>(_ => 1024 * 1024);
        var added = 0;
        while (queue.TryAdd(added))
        {
            added++;
        }

        Assert.Equal(256, added);
        var batch = new List<int>();
        Assert.True(queue.TryTake(batch));
        Assert.Equal(16, batch.Count);
        Assert.True(queue.TryAdd(0));
    }

    [Fact]
    public void WhatIsRefused_TakesNoRoom()
    {
        const int Megabyte = 1024 * 1024;
        var queue = new CommitQueue<int>(bytes => bytes);
        Assert.True(queue.TryAdd(200 * Megabyte));

        Assert.False(queue.TryAdd(57 * Megabyte));

        Assert.True(queue.TryAdd(56 * Megabyte));
        Assert.False(queue.TryAdd(1));
    }

    [Fact]
    public void WhatWasTaken_MakesRoomForAsMuch_AndIsNoPartOfTheNextBatch()
    {
        var queue = new CommitQueue<int>(_ => 256 * 1024 * 1024);
        var batch = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            Assert.True(queue.TryAdd(i));
            Assert.False(queue.TryAdd(i));

            Assert.True(queue.TryTake(batch));

            Assert.Equal([i], batch);
        }
    }

    [Fact]
    public async Task Running_EndsWhenTheLastBatchIsWritten()
    {
        var queue = new CommitQueue<int>(_ => 1);
        var disk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var written = 0;
        queue.TryAdd(1);
        queue.Complete();

        var running = queue.RunAsync(
            2,
            async batch =>
            {
                await disk.Task;
                written += batch.Count;
            },
            (_, _) => { });

        Assert.False(running.IsCompleted);
        disk.SetResult();
        await running;
        Assert.Equal(1, written);
    }

    [Fact]
    public async Task Completed_TakesNothingMore_AndGivesWhatWaits()
    {
        var queue = new CommitQueue<int>(_ => 1);
        queue.TryAdd(1);
        queue.Complete();

        Assert.False(queue.TryAdd(2));
        var batch = new List<int>();
        Assert.True(await queue.WaitAsync());
        Assert.True(queue.TryTake(batch));
        Assert.Equal([1], batch);
        Assert.False(await queue.WaitAsync());
        Assert.False(queue.TryTake(batch));
    }

    [Fact]
    public async Task WhatWaits_IsWrittenInAsManyTransactionsAsAllowed_AndOneThatFailsIsAnsweredAlone()
    {
        var queue = new CommitQueue<int>(_ => 16 * 1024 * 1024);
        var (written, failed) = (new List<int>(), new List<int>());
        var (running, most) = (0, 0);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < 6; i++)
        {
            queue.TryAdd(i);
        }

        queue.Complete();
        await queue.RunAsync(
            2,
            async batch =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                if (most == 2)
                {
                    both.TrySetResult();
                }

                await both.Task;
                Interlocked.Decrement(ref running);
                if (batch is [3])
                {
                    throw new InvalidOperationException();
                }

                lock (written)
                {
                    written.AddRange(batch);
                }
            },
            (batch, _) => failed.AddRange(batch));

        Assert.Equal(2, most);
        Assert.Equal([0, 1, 2, 4, 5], written.Order());
        Assert.Equal([3], failed);
    }
}
