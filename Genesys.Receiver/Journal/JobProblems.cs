namespace Genesys.Receiver.Journal;

/// <summary>Why jobs fail, in the words that operators read.</summary>
internal static class JobProblems
{
    public const string TooMany = "The filter fits more than 1,000,000 deliveries: narrow it, and create a job for "
        + "each part.";

    public const string NotSaved = "What it had still to deal with couldn't be saved from the damaged journal: create "
        + "it anew.";
}
