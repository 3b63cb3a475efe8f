using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Journal;

/// <summary>A write of what is done already, repeated until the journal takes it.</summary>
internal static class PersistentWrite
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Writes, and tries again with growing waits while the journal is unavailable.</summary>
    /// <param name="onUnavailable">Told of each failure, with the wait before the next try.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="givenUp">Ends the tries: the leases run out by themselves, and the next run takes up what they
    /// held.</param>
    /// <returns>False when it was given up.</returns>
    public static async Task<bool> TryAsync(
        Func<ValueTask> write, Action<TimeSpan, JournalUnavailableException> onUnavailable, TimeProvider time,
        CancellationToken givenUp)
    {
        for (var backoff = new Backoff(FirstWait, LongestWait); ;)
        {
            try
            {
                await write();
                return true;
            }
            catch (JournalUnavailableException exception)
            {
                var wait = backoff.Next();
                onUnavailable(wait, exception);
                await Task.Delay(wait, time, givenUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (givenUp.IsCancellationRequested)
                {
                    return false;
                }
            }
        }
    }
}
