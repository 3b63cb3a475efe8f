using Genesys.Receiver.Commands;

namespace Genesys.Tests.Commands;

public class WorkerThreadsTests
{
    [Fact]
    public void StartedReceiver_HasWorkersForEachCore()
    {
        using var receiver = ReceiverApp.Start();

        ThreadPool.GetMinThreads(out var workers, out _);
        Assert.True(workers >= WorkerThreads.PerCore * Environment.ProcessorCount);
    }

    [Fact]
    public void HigherNumber_Stays()
    {
        ThreadPool.GetMinThreads(out var before, out var completions);
        var higher = Math.Max(before, WorkerThreads.PerCore * Environment.ProcessorCount) + 1;
        ThreadPool.SetMinThreads(higher, completions);
        try
        {
            WorkerThreads.Reserve();

            ThreadPool.GetMinThreads(out var workers, out _);
            Assert.Equal(higher, workers);
        }
        finally
        {
            ThreadPool.SetMinThreads(before, completions);
        }
    }
}
