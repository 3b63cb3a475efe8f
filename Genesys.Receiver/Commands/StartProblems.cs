using Genesys.Receiver.Journal;
using Genesys.ServiceDefaults;

namespace Genesys.Receiver.Commands;

/// <summary>What is known to keep the service from starting.</summary>
internal static class StartProblems
{
    /// <summary>What is wrong and what to do; null for what wasn't foreseen.</summary>
    public static string? SentenceOf(Exception exception) => exception switch
    {
        JournalCorruptException or JournalUnavailableException => exception.Message,
        _ => StartFailure.Describe(exception),
    };

    /// <summary>
    /// True for what a command tells in sentences of its own, and for the end of a start that was given up.
    /// </summary>
    public static bool IsForeseen(Exception exception) =>
        exception is OperationCanceledException || SentenceOf(exception) is not null;
}
