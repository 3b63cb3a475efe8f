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
            Log.Unavailable(logger, sentence);
            if (cause is not null)
            {
                Log.Cause(logger, Describe(cause));
            }
        }
        else if (time.GetElapsedTime(Volatile.Read(ref _loggedAt)) >= Repetition)
        {
            Volatile.Write(ref _loggedAt, time.GetTimestamp());
            Log.Unavailable(logger, sentence);
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

    // In one line: the sentence says what to do, and 40 lines of stack hid it.
    private static string Describe(Exception cause)
    {
        var causes = new List<string>();
        for (var one = cause; one is not null; one = one.InnerException)
        {
            causes.Add($"{one.GetType().Name}: {one.Message.ReplaceLineEndings(" ")}");
        }

        return string.Join(" < ", causes);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void Unavailable(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "What the journal met: {Cause}")]
        public static partial void Cause(ILogger logger, string cause);

        [LoggerMessage(Level = LogLevel.Information, Message = "The journal {Store} can be written again.")]
        public static partial void Recovered(ILogger logger, string store);
    }
}
