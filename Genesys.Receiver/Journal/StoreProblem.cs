namespace Genesys.Receiver.Journal;

/// <summary>
/// Why the store can't be written at present. A problem is logged when it begins, when it changes, every five minutes
/// while it lasts, and when it ends.
/// </summary>
internal sealed partial class StoreProblem(string store, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Repetition = TimeSpan.FromMinutes(5);

    private long _loggedAt;
    private volatile string? _sentence;

    /// <summary>What is wrong and what to do; null when the store can be written.</summary>
    public string? Sentence => _sentence;

    /// <summary>Takes note of a problem; returns what its callers are to be told.</summary>
    public JournalUnavailableException Report(string sentence, Exception? cause = null, bool mayBeDone = false)
    {
        if (_sentence != sentence)
        {
            _sentence = sentence;
            Volatile.Write(ref _loggedAt, time.GetTimestamp());
            Log.Unavailable(logger, sentence, cause);
        }
        else if (time.GetElapsedTime(Volatile.Read(ref _loggedAt)) >= Repetition)
        {
            Volatile.Write(ref _loggedAt, time.GetTimestamp());
            Log.Unavailable(logger, sentence, null);
        }

        return new JournalUnavailableException(sentence, cause) { MayBeDone = mayBeDone };
    }

    /// <summary>The store was written.</summary>
    public void Clear()
    {
        if (_sentence is not null)
        {
            _sentence = null;
            Log.Recovered(logger, store);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void Unavailable(ILogger logger, string problem, Exception? cause);

        [LoggerMessage(Level = LogLevel.Information, Message = "The journal {Store} can be written again.")]
        public static partial void Recovered(ILogger logger, string store);
    }
}
