using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Sqlite;

/// <content>How those who wait are told. Each is told once: the object may be another record's from then on.</content>
internal sealed partial class SqliteWriter
{
    // Stands for a work that has its answer.
    private static readonly SqliteTask<bool> Answered = new(() => { }, () => true);

    static SqliteWriter() => Answered.Answer();

    // Those that are left are told when something fails from here on.
    private static void Answer(List<SqliteWork> batch, bool writes)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Writes == writes)
            {
                Take(batch, i).Answer();
            }
        }
    }

    private void FailFaulty(List<SqliteWork> batch, int index, Exception fault)
    {
        Log.WorkFailed(_logger, Failures.Describe(fault));
        Take(batch, index).Fail(
            new JournalUnavailableException("The journal couldn't do this: see the log.", fault));
    }

    private void FailAll(List<SqliteWork> batch, JournalUnavailableException reason)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            try
            {
                Take(batch, i).Fail(reason);
            }
            catch (Exception e)
            {
                // The others still wait.
                Log.WorkFailed(_logger, Failures.Describe(e));
            }
        }
    }

    private static SqliteWork Take(List<SqliteWork> batch, int index)
    {
        var work = batch[index];
        batch[index] = Answered;
        return work;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "A fault of the receiver's own kept the journal from doing what it was asked; all else goes on. "
                + "Please report it.\n{Failure}")]
        public static partial void WorkFailed(ILogger logger, string failure);
    }
}
