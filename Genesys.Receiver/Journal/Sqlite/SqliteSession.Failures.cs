using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Sqlite;

/// <content>What a failure means: whether the file is opened anew, or the receiver ends.</content>
internal sealed partial class SqliteSession
{
    /// <summary>
    /// What a failure of a transaction means to those who wait for it; undoes the transaction, and closes the file when
    /// it has to be opened anew.
    /// </summary>
    public Exception Failed(SqliteFailureException failure)
    {
        if (failure.IsCorruption)
        {
            return Corrupt(failure);
        }

        Rollback();
        if (failure.NeedsReopening && CloseToReopen() is { } ended)
        {
            return ended;
        }

        return _problem.Report(failure.Sentence(path), failure);
    }

    /// <summary>What a record that isn't what was written means.</summary>
    public Exception Failed(DamagedRecordException damage) => Corrupt(damage);

    /// <summary>
    /// Ends after a copy that couldn't be synced, or a fault of the receiver's own that leaves open what was done. The
    /// log keeps all that was copied: it counts as copied for as long as this process has the file open, the system may
    /// have forgotten it, and another fsync would be told nothing of that.
    /// </summary>
    public JournalUnavailableException Break(Exception failure)
    {
        var isDisks = failure is SqliteFailureException;
        var sentence = isDisks
            ? SqliteFailureException.UnsyncedSentence(path) : SqliteFailureException.FaultSentence(path);
        if (!_isEnded)
        {
            _file?.KeepLog();
            if (!isDisks)
            {
                Log.Fault(logger, Failures.Describe(failure));
            }

            End(sentence, isDisks ? failure : null);
        }

        return new JournalUnavailableException(Problem ?? sentence);
    }

    private JournalCorruptException Corrupt(Exception cause)
    {
        var sentence = SqliteFailureException.CorruptionSentence(path);
        End(sentence, cause);
        return new JournalCorruptException(sentence, cause);
    }

    /// <summary>Waits for the copy that is being made; what it failed by when it couldn't be synced.</summary>
    private Exception? FinishCopy()
    {
        try
        {
            _log?.Finish();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void End(string sentence, Exception? cause)
    {
        _isEnded = true;
        _problem.Report(sentence, cause);
        try
        {
            CloseFile();
        }
        catch (Exception e)
        {
            Log.Fault(logger, Failures.Describe(e));
        }

        stop(sentence);
    }

    /// <summary>Closes the file; or ends, and says so, when its log wasn't synced.</summary>
    private JournalUnavailableException? CloseToReopen()
    {
        if (FinishCopy() is { } unsynced)
        {
            return Break(unsynced);
        }

        CloseFile();
        return null;
    }
}
