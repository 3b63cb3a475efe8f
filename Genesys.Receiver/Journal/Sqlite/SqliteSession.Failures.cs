using Genesys.Receiver.Journal.Records;

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

    private JournalCorruptException Corrupt(Exception cause)
    {
        var sentence = SqliteFailureException.CorruptionSentence(path);
        End(sentence, cause);
        return new JournalCorruptException(sentence, cause);
    }

    /// <summary>Waits for the copy that is being made; what it failed by when it couldn't be synced.</summary>
    private SqliteFailureException? FinishCopy()
    {
        try
        {
            _log?.Finish();
            return null;
        }
        catch (SqliteFailureException e)
        {
            return e;
        }
    }

    /// <summary>
    /// Ends with a log that has all that was copied: it counts as copied for as long as this process has the file open,
    /// the system may have forgotten it, and another fsync would be told nothing of that.
    /// </summary>
    private JournalUnavailableException Unsynced(SqliteFailureException failure)
    {
        var sentence = SqliteFailureException.UnsyncedSentence(path);
        _file?.KeepLog();
        End(sentence, failure);
        return new JournalUnavailableException(sentence);
    }

    private void End(string sentence, Exception cause)
    {
        _isEnded = true;
        CloseFile();
        _problem.Report(sentence, cause);
        stop(sentence);
    }

    /// <summary>Closes the file; or ends, and says so, when its log wasn't synced.</summary>
    private JournalUnavailableException? CloseToReopen()
    {
        if (FinishCopy() is { } unsynced)
        {
            return Unsynced(unsynced);
        }

        CloseFile();
        return null;
    }
}
