namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>A work for everything but the recording of deliveries and anomalies.</summary>
internal sealed class SqliteTask<T>(Action? write, Func<T> committed, Action? failed = null) : SqliteWork
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _answer.Task;

    public override bool Writes => write is not null;

    public override void Write() => write?.Invoke();

    public override void Committed() => _result = committed();

    public override void Answer() => _answer.TrySetResult(_result!);

    public override void Fail(JournalUnavailableException reason)
    {
        failed?.Invoke();
        _answer.TrySetException(reason);
    }
}
