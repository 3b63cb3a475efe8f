using System.Threading.Tasks.Sources;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// A record on its way into the file. The object, its buffer and its task are used again: a record costs no allocation
/// here.
/// </summary>
internal abstract class RecordWork : SqliteWork, IValueTaskSource<RecordResult>
{
    private ManualResetValueTaskSourceCore<RecordResult> _answer = new() { RunContinuationsAsynchronously = true };
    private RecordResult _result;

    public ValueTask<RecordResult> Task => new(this, _answer.Version);

    public override int Bytes => Record.Length;

    public override bool Confirms => Status is RecordStatus.Duplicate or RecordStatus.InFlight;

    protected RecordWriter Record { get; } = new();

    protected RecordStatus Status { get; set; }

    public override void Committed() => _result = Settle();

    public override void Answer() => _answer.SetResult(_result);

    public override void Fail(JournalUnavailableException reason) => Refuse();

    /// <summary>Answers without the writer's thread: it takes no more work.</summary>
    public void Refuse() => _answer.SetResult(new RecordResult(RecordStatus.Unavailable));

    RecordResult IValueTaskSource<RecordResult>.GetResult(short token)
    {
        var result = _answer.GetResult(token);
        _answer.Reset();
        _result = default;
        Return();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<RecordResult>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<RecordResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    /// <summary>Changes what is kept in memory, and makes the answer.</summary>
    protected abstract RecordResult Settle();

    /// <summary>Puts the object back where the next record takes it from.</summary>
    protected abstract void Return();
}
