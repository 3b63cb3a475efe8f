namespace Genesys.Receiver.Commands;

/// <summary>The thread pool's workers.</summary>
internal static class WorkerThreads
{
    /// <summary>
    /// Workers for each core. With one for each, the runtime's own choice, a core idled for 9 % of the time on a
    /// machine that is shared: a worker that waits for its turn on one core has work queued behind it that nobody is
    /// woken for. With 4, 5 to 8 % more events are answered.
    /// </summary>
    public const int PerCore = 4;

    /// <summary>Lets so many run from the start; a higher number that the environment asks for stays.</summary>
    public static void Reserve()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, PerCore * Environment.ProcessorCount), completions);
    }
}
