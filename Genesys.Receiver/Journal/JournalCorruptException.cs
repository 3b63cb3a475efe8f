namespace Genesys.Receiver.Journal;

/// <summary>
/// The journal's content can't be trusted: the service must not start on it. The sentence names the command that saves
/// what can be read.
/// </summary>
internal sealed class JournalCorruptException : Exception
{
    public JournalCorruptException()
    {
    }

    public JournalCorruptException(string message)
        : base(message)
    {
    }

    public JournalCorruptException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
