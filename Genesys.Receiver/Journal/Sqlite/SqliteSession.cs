using Genesys.Receiver.Hosting;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The file as it comes and goes: opened when it is needed, closed when it fails, and given up while its names lead
/// elsewhere. Used by the writer's thread alone, but for the problem.
/// </summary>
/// <param name="path">The file's path.</param>
/// <param name="configured">The path that was configured: the same, or one of a symbolic link to it.</param>
/// <param name="load">Takes up a file that was opened.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of problems.</param>
/// <param name="stop">Ends the receiver, with a sentence.</param>
internal sealed partial class SqliteSession(
    string path, string configured, Action<SqliteFile> load, TimeProvider time, ILogger logger, Action<string> stop)
    : IDisposable
{
    // Who moves the journal's files about does so in several steps.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly StoreProblem _problem = new(path, time, logger);
    private SqliteClaim? _claim;
    private SqliteFile? _file;
    private SqliteLog? _log;
    private SqliteNames? _names;
    private bool _isWhole;
    private long _lostAt;
    private bool _isLost;
    private bool _isEnded;
    private bool _isChecked;

    /// <summary>Null when the file can be written; else a sentence that says what to do.</summary>
    public string? Problem => _problem.Sentence;

    /// <summary>The file while it is open.</summary>
    public SqliteFile File => _file!;

    /// <summary>
    /// Opens the file unless it is open, and makes sure that it is still the one that its names lead to.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It can't be used now; or ever, when there is no inner
    /// exception.</exception>
    /// <exception cref="JournalCorruptException">It is corrupt.</exception>
    public void EnsureOpen()
    {
        if (_isEnded)
        {
            throw new JournalUnavailableException(Problem!);
        }

        if (_isLost)
        {
            TakeUpAgain();
        }

        if (_file is null)
        {
            Open();
        }
        else
        {
            EnsureNamed();
        }
    }

    /// <summary>Makes sure that what was committed is in the files that the journal's names lead to.</summary>
    /// <exception cref="JournalUnavailableException">It isn't.</exception>
    public void EnsureNamed()
    {
        if (_names!.Lost is { } name)
        {
            throw Lose(name);
        }
    }

    /// <summary>
    /// Ends a problem when the file can be written again, and makes sure that no other receiver has it.
    /// </summary>
    public void Probe()
    {
        if (_claim is { Holds: false })
        {
            // A lock on a name that was removed keeps nobody out. What another receiver did meanwhile is read anew.
            _claim.Dispose();
            _claim = null;
            if (CloseToReopen() is { } ended)
            {
                throw ended;
            }

            Open();
        }

        if (Problem is not null)
        {
            File.Probe();
            _problem.Clear();
        }
    }

    /// <summary>To be called after each transaction.</summary>
    public void ShortenLog()
    {
        try
        {
            _log?.Shorten();
        }
        catch (Exception e)
        {
            _ = Break(e);
        }
    }

    /// <summary>Has what is kept in memory read anew, before the next transaction.</summary>
    public void Reopen() => _ = CloseToReopen();

    public void Rollback() => _file?.Rollback();

    /// <summary>Moves the log to the file and ends; after that nothing can be written.</summary>
    public void Dispose()
    {
        try
        {
            if (!_isLost)
            {
                _log?.Finish();
                _file?.Checkpoint();
            }
        }
        catch (Exception e)
        {
            _file?.KeepLog();
            Log.CheckpointFailed(logger, e is SqliteFailureException ? e.Message : Failures.Describe(e));
        }

        CloseFile();
        _claim?.Dispose();
    }

    private void Open()
    {
        SqliteFile? file = null;
        try
        {
            if (FileIdentity.IsOtherThanAFile(path))
            {
                throw new JournalUnavailableException(
                    $"The journal {path} is no regular file: set ConnectionStrings:journal to the path of one.");
            }

            Claim();

            // A file of this run that is gone, as a volume that was unmounted, mustn't be replaced by a new one.
            if (_names is { IsSameFile: false })
            {
                throw _problem.Report(Sentence(path));
            }

            file = SqliteFile.Open(path);
            if (!_isChecked && SqliteLocation.DoubtfulFileSystem(path) is { } fileSystem)
            {
                Log.DoubtfulFileSystem(logger, path, fileSystem);
            }

            if (!_isChecked)
            {
                file.Check();
                _isChecked = true;
            }

            // A file that may only be read opens as well as any: what is said of it must not change with each opening.
            file.Probe();

            // What a failed fsync left in the system's cache counts as written from then on, and isn't: it is copied
            // into the file, which has an fsync of its own.
            Empty(file);
            load(file);
            _log = new SqliteLog(path, file.Handle, logger);
            _names = new SqliteNames(path, configured);
            _file = file;
            _problem.Clear();
        }
        catch (SqliteFailureException e)
        {
            file?.Dispose();
            throw e.IsCorruption ? Corrupt(e) : _problem.Report(e.Sentence(path), e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private void Empty(SqliteFile file)
    {
        try
        {
            file.Checkpoint();
        }
        catch (SqliteFailureException e) when (e.IsUnsynced)
        {
            file.KeepLog();
            throw Break(e);
        }
    }

    private void Claim()
    {
        try
        {
            _claim ??= new SqliteClaim(path);
        }
        catch (JournalUnavailableException e)
        {
            // The sentence says all that there is to say; what is thrown tells by its cause that it may end.
            _problem.Report(e.Message);
            throw new JournalUnavailableException(e.Message, e.InnerException);
        }
    }

    /// <summary>
    /// Gives the file up, but keeps it open: what was acknowledged before is in it, whole as soon as its log is copied,
    /// and can be saved under its new name or, when it has none any more, from this process.
    /// </summary>
    private JournalUnavailableException Lose(string name)
    {
        _file!.Rollback();
        var isSynced = FinishCopy() is null;
        _log?.Dispose();
        _log = null;
        _isWhole = _file.TryDetachLog() && isSynced;
        _isLost = true;
        _lostAt = time.GetTimestamp();
        return _problem.Report(Sentence(name));
    }

    /// <summary>
    /// Closes a file that was given up, when its names lead to it again or when only its log is gone and all of that is
    /// in the file.
    /// </summary>
    private void TakeUpAgain()
    {
        var isBack = _names!.Lost is null;
        var isRest = _isWhole && _names.MayReopen && time.GetElapsedTime(_lostAt) >= Quiet;
        if (!isBack && !isRest)
        {
            throw new JournalUnavailableException(Problem!);
        }

        CloseFile();
        _isLost = false;
    }

    private void CloseFile()
    {
        _log?.Dispose();
        _file?.Dispose();
        (_log, _file) = (null, null);
    }

    private static string Sentence(string name) =>
        $"The journal's file {name} was removed, renamed or replaced while the receiver runs: put it back, or restart the receiver to go on with what is there. "
        + "Nothing is acknowledged until then.";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4002,
            Level = LogLevel.Warning,
            Message = "The journal {Path} is on a file system ({FileSystem}) that may lose what is acknowledged. Put "
                + "it on a local disk.")]
        public static partial void DoubtfulFileSystem(ILogger logger, string path, string fileSystem);

        [LoggerMessage(Level = LogLevel.Error, Message = "What the receiver met is a fault of its own.\n{Failure}")]
        public static partial void Fault(ILogger logger, string failure);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The journal's log couldn't be emptied at the end; the next start does it. {Cause}")]
        public static partial void CheckpointFailed(ILogger logger, string cause);
    }
}
