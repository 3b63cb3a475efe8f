using System.Diagnostics;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// Keeps the search index in step with the journal, on a thread of its own: it reads what was recorded behind the last
/// key that it has, and what changed of the rest. It works for a tenth of a processor's time while much comes in, for
/// half of it else.
/// </summary>
internal sealed class SqliteIndexer(
    string journal, ChangedKeys changed, IndexProgress progress, Func<IndexSources?> sources,
    RepublishedCounts republished, Action<DamagedRecordException> onDamage, ILogger logger) : IDisposable
{
    private const int Batch = 2_000;
    private const long Busy = 1_000;
    private const long Flood = 5_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileAwaited = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _stop = new();
    private IndexUpdate? _update;
    private Thread? _thread;
    private long _rateFrom;
    private long _rateAt;
    private double _rate;

    /// <summary>Null while it can be kept up to date; else a sentence that says what to do.</summary>
    public string? Problem => progress.Passes.Problem;

    /// <summary>True while the index is left as it is, for what measures its cost.</summary>
    public bool IsPaused { get; set; }

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "journal index" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Cancel();
        progress.Passes.Close();
        _thread?.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            var more = false;
            var started = Stopwatch.GetTimestamp();
            try
            {
                more = Step();
            }
            catch (DamagedRecordException e)
            {
                // The thread that records may never read what has ended.
                onDamage(e);
                Rest();
            }
            catch (SqliteFailureException e)
            {
                Close();
                Fail(e.IsCorruption ? Remove() ?? e : e);
            }
            catch (Exception e)
            {
                Fail(e);
            }

            Pause(Stopwatch.GetElapsedTime(started), more);
        }

        Close();
    }

    /// <summary>Does a batch; true when there is more to do.</summary>
    private bool Step()
    {
        if (IsPaused || sources() is not { } current)
        {
            Close();
            return false;
        }

        if (_update is null || _update.Generation != current.Generation)
        {
            Close();
            _update = new IndexUpdate(journal, current, changed, progress);
            progress.Opened();
        }

        var more = _update.Run(Batch, current);
        republished.Add(_update.Republished);
        return more;
    }

    private void Pause(TimeSpan took, bool more)
    {
        var passes = progress.Passes;
        if (passes.IsAwaited)
        {
            // What is waited for may not be there yet.
            if (!more)
            {
                _stop.Token.WaitHandle.WaitOne(WhileAwaited);
            }

            return;
        }

        var seconds = Stopwatch.GetElapsedTime(_rateAt).TotalSeconds;
        if (seconds >= 1 && sources() is { } current)
        {
            var recorded = current.Recorded();
            _rate = Math.Max(0, recorded - _rateFrom) / seconds;
            (_rateFrom, _rateAt) = (recorded, Stopwatch.GetTimestamp());
        }

        // Up to the rate that has to be known within a second, being known comes first.
        var isBusy = _rate > Flood || (_rate > Busy && passes.Lag < TimeSpan.FromMilliseconds(700));
        var pause = took * (isBusy ? 9 : 1);
        if (!more)
        {
            changed.Wait(passes.Awaited, Idle);
            pause = pause < Gather ? Gather : pause;
        }

        passes.Awaited.Wait(pause < LongestPause ? pause : LongestPause);
    }

    private void Fail(Exception cause)
    {
        var sentence = cause is SqliteFailureException failure
            ? failure.IndexSentence(IndexFile.PathOf(journal))
            : IndexPasses.FaultSentence;
        if (!_stop.IsCancellationRequested)
        {
            progress.Passes.Fail(logger, sentence, cause is SqliteFailureException ? null : cause);
        }

        Rest();
    }

    private void Rest()
    {
        Close();
        _stop.Token.WaitHandle.WaitOne(Idle);
    }

    /// <summary>Removes a damaged index, so that it is made again; returns why it can't be.</summary>
    private SqliteFailureException? Remove()
    {
        try
        {
            IndexFile.Remove(IndexFile.PathOf(journal));
            return null;
        }
        catch (SqliteFailureException e)
        {
            return e;
        }
    }

    private void Close()
    {
        progress.Closed();
        _update?.Dispose();
        _update = null;
    }
}
