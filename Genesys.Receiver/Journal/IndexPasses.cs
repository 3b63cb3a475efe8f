using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal;

/// <summary>
/// The passes of a search index over its journal: up to which moment everything is found, and who waits until it is.
/// </summary>
/// <param name="time">The journal's clock.</param>
/// <param name="patience">The clock of those who wait; the machine's unless given.</param>
internal sealed partial class IndexPasses(TimeProvider time, TimeProvider? patience = null)
{
    /// <summary>
    /// How long a job waits for the index: what has just failed is to be in its set; behind a flood it is what is
    /// known.
    /// </summary>
    public static readonly TimeSpan PatienceOfJobs = TimeSpan.FromSeconds(2);

    /// <summary>The problem of an index that meets a fault of the receiver's own.</summary>
    public const string FaultSentence =
        "A fault of the receiver's own keeps the journal's search index from being brought up to date; it is tried "
        + "again. What the journal takes and does isn't affected.";

    private readonly Lock _lock = new();
    private readonly List<(long Pass, TaskCompletionSource Done)> _waiting = [];
    private readonly AsyncManualResetEvent _awaited = new();
    private long _upTo;
    private bool _isCaughtUp;
    private volatile string? _problem;
    private bool _isClosed;
    private long _pass;

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Everything before this moment is found.</summary>
    public DateTimeOffset UpTo => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _upTo));

    /// <summary>
    /// Null while the index can be kept up to date; else a sentence that says what to do. A pass ends it.
    /// </summary>
    public string? Problem => _problem;

    public TimeSpan Lag
    {
        get
        {
            var lag = WallClock.Between(UpTo, time.GetUtcNow());
            return Volatile.Read(ref _isCaughtUp) || lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
        }
    }

    /// <summary>True while someone waits for the index: then it doesn't pause.</summary>
    public bool IsAwaited => Awaited.IsCompleted;

    /// <summary>Ends when someone waits for the index, or there are no more passes.</summary>
    public Task Awaited => _awaited.WaitAsync(CancellationToken.None);

    /// <summary>A pass over the journal begins; returns its number.</summary>
    public long Begin() => Interlocked.Increment(ref _pass);

    /// <summary>A pass ended.</summary>
    /// <param name="pass">Its number.</param>
    /// <param name="upTo">Everything before is indexed, in milliseconds since 1970; null when as before.</param>
    /// <param name="isCaughtUp">True when nothing was left.</param>
    public void End(long pass, long? upTo, bool isCaughtUp)
    {
        Volatile.Write(ref _upTo, upTo ?? Volatile.Read(ref _upTo));
        Volatile.Write(ref _isCaughtUp, isCaughtUp);
        _problem = null;
        if (isCaughtUp)
        {
            Remove(waiting => waiting.Pass < pass);
        }
    }

    /// <summary>The index can't be kept up to date for now.</summary>
    public void Stop() => Volatile.Write(ref _isCaughtUp, false);

    /// <summary>The index can't be kept up to date until a pass ends; logged when it is news.</summary>
    /// <param name="sentence">What <see cref="Problem"/> says.</param>
    /// <param name="fault">A fault of the receiver's own; null when it is none.</param>
    public void Fail(ILogger logger, string sentence, Exception? fault = null)
    {
        if (_problem == sentence)
        {
            return;
        }

        _problem = sentence;
        Log.Failed(logger, sentence);
        if (fault is not null)
        {
            Log.Fault(logger, Failures.Describe(fault));
        }
    }

    /// <summary>There are no more pauses, nor passes.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _awaited.Set();
        }
    }

    /// <summary>Waits until everything that is in the journal now can be found, or for so long.</summary>
    public async Task CatchUpAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((Interlocked.Read(ref _pass), done));
            _awaited.Set();
        }

        await Task.WhenAny(done.Task, Task.Delay(atMost, patience ?? TimeProvider.System, cancellationToken));
        Remove(waiting => waiting.Done == done);
    }

    private void Remove(Predicate<(long Pass, TaskCompletionSource Done)> isOver)
    {
        lock (_lock)
        {
            foreach (var (_, done) in _waiting.FindAll(isOver))
            {
                done.TrySetResult();
            }

            if (_waiting.RemoveAll(isOver) > 0 && _waiting.Count == 0 && !_isClosed)
            {
                _awaited.Reset();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "{Problem}")]
        public static partial void Failed(ILogger logger, string problem);

        [LoggerMessage(
            Level = LogLevel.Error, Message = "What the search index met is a fault of the receiver's own.\n{Failure}")]
        public static partial void Fault(ILogger logger, string failure);
    }
}
