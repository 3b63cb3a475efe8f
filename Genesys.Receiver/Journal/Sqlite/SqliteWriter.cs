using System.Threading.Channels;
using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The one thread that uses the file. It takes all the work that waits, does it in one transaction, and lets every caller go on
/// after the one fsync: while the disk is busy, the next transaction gathers.
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    // What waits at most, behind a disk that hangs; more callers than that are told that the journal is unavailable.
    private const int MaxWaiting = 65_536;
    private const long MaxWaitingBytes = 256 * 1024 * 1024;
    private const int MaxBatch = 2_048;
    private const int MaxBatchBytes = 16 * 1024 * 1024;

    private readonly Channel<SqliteWork> _waiting = Channel.CreateBounded<SqliteWork>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly string _connectionString;
    private readonly string _path;
    private readonly DeliveryLedger _deliveries;
    private readonly AnomalyLedger _anomalies;
    private readonly TimeProvider _time;
    private readonly ReceiverMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Action<string> _onCorrupt;
    private readonly List<SqliteWork> _batch = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteFile? _file;
    private SqliteLog? _log;
    private long _waitingBytes;
    private FileStream? _claim;
    private volatile string? _problem;
    private bool _isCorrupt;
    private bool _isChecked;
    private Task? _thread;

    public SqliteWriter(
        string connectionString,
        string path,
        DeliveryLedger deliveries,
        AnomalyLedger anomalies,
        TimeProvider time,
        ReceiverMetrics metrics,
        ILogger logger,
        Action<string> onCorrupt)
    {
        _connectionString = connectionString;
        _path = path;
        _deliveries = deliveries;
        _anomalies = anomalies;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        _onCorrupt = onCorrupt;
    }

    /// <summary>Null when the file can be written; else a sentence that says what to do.</summary>
    public string? Problem => _problem;

    /// <summary>The file while it is open. For the writer's thread alone.</summary>
    public SqliteFile File => _file!;

    /// <summary>Opens the file; returns when that was tried once.</summary>
    /// <exception cref="JournalCorruptException">The file is corrupt.</exception>
    /// <exception cref="JournalUnavailableException">The file is no journal, or a newer release's.</exception>
    public Task StartAsync()
    {
        _thread = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return _opened.Task;
    }

    /// <summary>Ends a problem when the file can be written again. For the writer's thread alone.</summary>
    public void Probe()
    {
        File.Probe();
        Recovered();
    }

    /// <summary>Gives work to the thread; false when it is stopping or too much waits.</summary>
    public bool TryPost(SqliteWork work)
    {
        // Once it is posted, the object may be another record's.
        var bytes = work.Bytes;
        if (Interlocked.Add(ref _waitingBytes, bytes) <= MaxWaitingBytes && _waiting.Writer.TryWrite(work))
        {
            return true;
        }

        Interlocked.Add(ref _waitingBytes, -bytes);
        return false;
    }

    /// <summary>Runs something on the thread: a part in the transaction, then a part after its commit.</summary>
    public async ValueTask<T> RunAsync<T>(Action? write, Func<T> committed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var task = new SqliteTask<T>(write, committed);
        if (!TryPost(task))
        {
            throw new JournalUnavailableException(_problem ?? "The journal is closed: the receiver is stopping.");
        }

        return await task.Task.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_thread is not null)
        {
            await _thread.ConfigureAwait(false);
        }
    }

    private void Run()
    {
        try
        {
            EnsureOpen();
            _opened.TrySetResult();
        }
        catch (JournalUnavailableException e) when (e.InnerException is SqliteFailureException or IOException)
        {
            _opened.TrySetResult();
        }
        catch (Exception e)
        {
            _waiting.Writer.TryComplete();
            _opened.TrySetException(e);
        }

        while (TakeBatch())
        {
            Settle(_batch);
            _log?.Shorten();
        }

        Close();
    }

    private bool TakeBatch()
    {
        _batch.Clear();
        SqliteWork? work;
        while (!_waiting.Reader.TryRead(out work))
        {
            var more = _waiting.Reader.WaitToReadAsync();
            if (!(more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult()))
            {
                return false;
            }
        }

        var bytes = 0;
        do
        {
            _batch.Add(work);
            bytes += work.Bytes;
        }
        while (_batch.Count < MaxBatch && bytes < MaxBatchBytes && _waiting.Reader.TryRead(out work));
        Interlocked.Add(ref _waitingBytes, -bytes);
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
            batch.ForEach(work => work.Fail(e));
        }
        catch (JournalCorruptException e)
        {
            batch.ForEach(work => work.Fail(new JournalUnavailableException(e.Message, e)));
        }
        catch (Exception e) when (batch.Count > 1)
        {
            // A bug in one work must not fail the others.
            Log.BatchFailed(_logger, Failures.Describe(e));
            foreach (var work in batch.ToArray())
            {
                Settle([work]);
            }
        }
        catch (Exception e)
        {
            Log.BatchFailed(_logger, Failures.Describe(e));
            batch[0].Fail(new JournalUnavailableException($"The journal {_path} couldn't do this: see the log.", e));
        }
    }

    private void Commit(List<SqliteWork> batch)
    {
        var started = _time.GetTimestamp();
        var (writes, vouches) = (false, false);
        try
        {
            EnsureOpen();
            var before = File.Changes;
            _deliveries.BeginBatch();
            _anomalies.BeginBatch();
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
                    vouches |= work.Vouches;
                }
            }

            if (vouches && File.Changes == before)
            {
                // A duplicate's 200 is a promise too, and without a change there would be no fsync before it.
                File.Touch();
            }

            if (writes)
            {
                File.Commit();
            }

            if (File.Changes != before)
            {
                _metrics.JournalCommitted(_time.GetElapsedTime(started));
            }

            // Whatever reads comes after what was written beside it.
            AfterCommit(batch, true);
            AfterCommit(batch, false);
        }
        catch (SqliteFailureException e)
        {
            throw Failed(e);
        }
        catch (DamagedRecordException e)
        {
            throw Corrupt(e);
        }
        catch (Exception) when (_file is not null)
        {
            _file.Rollback();
            throw;
        }

        foreach (var work in batch)
        {
            work.Answer();
        }
    }

    private static void AfterCommit(List<SqliteWork> batch, bool writes)
    {
        foreach (var work in batch)
        {
            if (work.Writes == writes)
            {
                work.Committed();
            }
        }
    }

    private void EnsureOpen()
    {
        if (_isCorrupt)
        {
            throw new JournalUnavailableException(_problem!);
        }

        if (_file is not null)
        {
            return;
        }

        SqliteFile? file = null;
        try
        {
            _claim ??= Claim();
            file = SqliteFile.Open(_connectionString);
            if (!_isChecked)
            {
                file.Check();
                _isChecked = true;
            }

            // A file that may only be read opens as well as any: what is said of it must not change with each opening.
            file.Probe();

            // What a failed fsync left in the system's cache counts as written from then on, and isn't: it is copied into the file, which has an fsync of its own.
            file.Checkpoint();
            _deliveries.Load(file);
            _anomalies.Load(file);
            _log = new SqliteLog(_connectionString, file.Handle, _logger);
            _file = file;
            Recovered();
        }
        catch (SqliteFailureException e)
        {
            file?.Dispose();
            throw Failed(e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that no other receiver works on the file: SQLite would let it, and events would be processed twice.</summary>
    private FileStream Claim()
    {
        try
        {
            if (Path.GetDirectoryName(_path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(
                System.IO.File.Exists(_path + ".lock") && e is IOException
                    ? $"The journal {_path} is in use by another receiver: stop it, or give this one a file of its own in ConnectionStrings:journal."
                    : $"The journal {_path} can't be opened: check that its folder exists and that this process may write there; the journal goes on by itself.",
                e as IOException ?? new IOException(e.Message, e));
        }
    }

    private JournalUnavailableException Failed(SqliteFailureException failure)
    {
        if (failure.IsCorruption)
        {
            throw Corrupt(failure);
        }

        _file?.Rollback();
        if (failure.NeedsReopening)
        {
            CloseFile();
        }

        return Unavailable(failure.Sentence(_path), failure);
    }

    private JournalUnavailableException Unavailable(string problem, Exception cause)
    {
        if (_problem != problem)
        {
            _problem = problem;
            Log.Unavailable(_logger, problem, cause);
        }

        return new JournalUnavailableException(problem, cause);
    }

    private JournalCorruptException Corrupt(Exception cause)
    {
        _isCorrupt = true;
        _problem = SqliteFailureException.CorruptionSentence(_path);
        CloseFile();
        Log.Corrupt(_logger, _problem, cause);
        _onCorrupt(_problem);
        return new JournalCorruptException(_problem, cause);
    }

    private void Recovered()
    {
        if (_problem is not null)
        {
            _problem = null;
            Log.Recovered(_logger, _path);
        }
    }

    private void Close()
    {
        try
        {
            _file?.Checkpoint();
        }
        catch (SqliteFailureException e)
        {
            Log.CheckpointFailed(_logger, e);
        }

        CloseFile();
        _claim?.Dispose();
        _problem ??= "The journal is closed: the receiver is stopping.";
    }

    private void CloseFile()
    {
        _log?.Dispose();
        _file?.Dispose();
        (_log, _file) = (null, null);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void Unavailable(ILogger logger, string problem, Exception cause);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Critical, Message = "{Problem}")]
        public static partial void Corrupt(ILogger logger, string problem, Exception cause);

        [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "The journal {Path} can be written again.")]
        public static partial void Recovered(ILogger logger, string path);

        [LoggerMessage(EventId = 4004, Level = LogLevel.Error, Message = "A transaction of the journal failed.\n{Failure}")]
        public static partial void BatchFailed(ILogger logger, string failure);

        [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "The journal's log couldn't be emptied at the end; the next start does it.")]
        public static partial void CheckpointFailed(ILogger logger, Exception cause);
    }
}
