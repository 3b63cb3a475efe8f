using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The one thread that uses the file. It takes all the work that waits, does it in one transaction, and lets every
/// caller go on after the one fsync: while the disk is busy, the next transaction gathers.
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    private const string Closed = "The journal is closed: the receiver is stopping.";

    private readonly CommitQueue<SqliteWork> _waiting = new(work => work.Bytes);
    private readonly SqliteSession _session;
    private readonly DeliveryLedger _deliveries;
    private readonly AnomalyLedger _anomalies;
    private readonly HandOverLedger _handOvers;
    private readonly TimeProvider _time;
    private readonly ReceiverMetrics _metrics;
    private readonly ILogger _logger;
    private readonly List<SqliteWork> _batch = [];
    private readonly List<SqliteWork> _one = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _thread;
    private volatile bool _isClosed;

    // While what a work has done is undone when it fails.
    private bool _isUndone;

    public SqliteWriter(
        string path,
        string configured,
        Action<SqliteFile> load,
        DeliveryLedger deliveries,
        AnomalyLedger anomalies,
        HandOverLedger handOvers,
        TimeProvider time,
        ReceiverMetrics metrics,
        ILogger logger,
        Action<string> stop)
    {
        _session = new SqliteSession(path, configured, load, time, logger, stop);
        _deliveries = deliveries;
        _anomalies = anomalies;
        _handOvers = handOvers;
        _time = time;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Null when the file can be written; else a sentence that says what to do.</summary>
    public string? Problem => _session.Problem ?? (_isClosed ? Closed : null);

    /// <summary>The file while it is open. For the writer's thread alone.</summary>
    public SqliteFile File => _session.File;

    /// <summary>Opens the file; returns when that was tried once.</summary>
    /// <exception cref="JournalCorruptException">The file is corrupt.</exception>
    /// <exception cref="JournalUnavailableException">The file is no journal, or a newer release's.</exception>
    public Task StartAsync()
    {
        _thread = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _opened.Task;
    }

    /// <summary>Ends a problem when the file can be written again. For the writer's thread alone.</summary>
    public void Probe()
    {
        try
        {
            _session.Probe();
        }
        catch (SqliteFailureException e)
        {
            throw _session.Failed(e);
        }
    }

    /// <summary>
    /// Takes up damage that was read beside the thread as if the thread had read it: the service stops.
    /// </summary>
    public void Found(DamagedRecordException damage) => TryPost(new SqliteTask<bool>(null, () => throw damage));

    /// <summary>Gives work to the thread; false when it is stopping or too much waits.</summary>
    public bool TryPost(SqliteWork work) => _waiting.TryAdd(work);

    /// <summary>Runs something on the thread: a part in the transaction, then a part after its commit.</summary>
    public async ValueTask<T> RunAsync<T>(Action? write, Func<T> committed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var task = new SqliteTask<T>(write, committed);
        if (!TryPost(task))
        {
            throw new JournalUnavailableException(Problem ?? Closed);
        }

        return await task.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Complete();
        if (_thread is not null)
        {
            await _thread;
        }
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            _session.EnsureOpen();
            _opened.TrySetResult();
        }
        catch (JournalUnavailableException e) when (e.InnerException is not null)
        {
            _opened.TrySetResult();
        }
        catch (Exception e)
        {
            _waiting.Complete();
            failure = e;
        }

        while (TakeBatch())
        {
            try
            {
                Settle(_batch);
                _session.ShortenLog();
            }
            catch (Exception e)
            {
                var reason = _session.Break(e);
                FailAll(_batch, reason);
                FailAll(_one, reason);
            }
        }

        try
        {
            _session.Dispose();
        }
        finally
        {
            _isClosed = true;
            if (failure is not null)
            {
                // Whoever is told finds the files free.
                _opened.TrySetException(failure);
            }
        }
    }

    private bool TakeBatch()
    {
        while (!_waiting.TryTake(_batch))
        {
            var more = _waiting.WaitAsync();
            if (!(more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult()))
            {
                return false;
            }
        }

        return true;
    }

    private void Settle(List<SqliteWork> batch)
    {
        try
        {
            Commit(batch);
        }
        catch (JournalUnavailableException e)
        {
            FailAll(batch, e);
        }
        catch (JournalCorruptException e)
        {
            FailAll(batch, new JournalUnavailableException(e.Message, e));
        }
        catch (Exception) when (_isUndone && batch.Count > 1)
        {
            // A bug in one work must not fail the others.
            for (var i = 0; i < batch.Count; i++)
            {
                _one.Clear();
                _one.Add(Take(batch, i));
                Settle(_one);
            }
        }
        catch (Exception e) when (_isUndone)
        {
            FailFaulty(batch, 0, e);
        }
    }

    private void Commit(List<SqliteWork> batch)
    {
        _isUndone = false;
        try
        {
            _session.EnsureOpen();
            _isUndone = true;
            Write(batch);

            // Whatever reads comes after what was written beside it, and whoever wrote doesn't wait for it.
            var isKnown = AfterCommit(batch, true);
            Answer(batch, true);
            AfterCommit(batch, false);
            Answer(batch, false);
            if (!isKnown)
            {
                _session.Reopen();
            }
        }
        catch (SqliteFailureException e)
        {
            throw _session.Failed(e);
        }
        catch (DamagedRecordException e)
        {
            throw _session.Failed(e);
        }
        catch (Exception)
        {
            _session.Rollback();
            throw;
        }
    }

    private void Write(List<SqliteWork> batch)
    {
        var started = _time.GetTimestamp();
        var before = File.Changes;
        var (writes, confirms) = (false, false);
        _deliveries.BeginBatch();
        _anomalies.BeginBatch();
        _handOvers.BeginBatch();
        foreach (var work in batch)
        {
            if (work.Writes)
            {
                if (!writes)
                {
                    writes = true;
                    File.Begin();
                }

                work.Write();
                confirms |= work.Confirms;
            }
        }

        _handOvers.EndBatch();
        if (confirms && File.Changes == before)
        {
            // A duplicate's 200 is a promise too, and without a change there would be no fsync before it.
            File.Touch();
        }

        if (writes)
        {
            File.Commit();
            _isUndone = false;
            _handOvers.Committed();
        }

        if (File.Changes != before)
        {
            _session.EnsureNamed();
            _metrics.JournalCommitted(_time.GetElapsedTime(started));
        }
    }

    /// <summary>False when what is kept in memory may not be what was written.</summary>
    private bool AfterCommit(List<SqliteWork> batch, bool writes)
    {
        _isUndone = false;
        var isKnown = true;
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                if (batch[i].Writes == writes)
                {
                    batch[i].Committed();
                }
            }
            catch (Exception e) when (e is not (SqliteFailureException or DamagedRecordException
                or JournalUnavailableException or JournalCorruptException))
            {
                FailFaulty(batch, i, e);
                isKnown = false;
            }
        }

        return isKnown;
    }
}
