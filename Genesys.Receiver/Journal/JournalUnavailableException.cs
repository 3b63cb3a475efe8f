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

    /// <summary>True when the store may have done what it was asked all the same: its answer was lost.</summary>
    public bool MayBeDone { get; init; }
}
