namespace Genesys.Receiver.Journal;

/// <summary>The journal's store can't be reached or can't write; the sentence says what to do.</summary>
internal sealed class JournalUnavailableException : Exception
{
    public JournalUnavailableException()
    {
    }

    public JournalUnavailableException(string message)
        : base(message)
    {
    }

    public JournalUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
