using Genesys.Receiver.Journal.Sqlite;

namespace Genesys.Tests.Journal;

/// <summary>
/// Holds the thread of a SQLite journal: what is posted meanwhile is one transaction when it goes on.
/// </summary>
internal sealed class HeldWriter : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ManualResetEventSlim _goOn = new();

    public static async Task<HeldWriter> HoldAsync(SqliteJournal journal)
    {
        var writer = new HeldWriter();
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(journal.Writer.TryPost(
            new SqliteTask<bool>(null, () => isHeld.TrySetResult() && writer._goOn.Wait(Limit))));
        await isHeld.Task;
        return writer;
    }

    public void Dispose() => _goOn.Set();
}
