namespace Genesys.Receiver.Journal;

/// <summary>Why a delivery or a hand-over ended that nobody finished or discarded.</summary>
internal static class EndReasons
{
    /// <summary>An operator's job erased its payload and conversation.</summary>
    public const string Erased = "erased";

    /// <summary>Of a hand-over: the sender keeps its delivery, and sends it again.</summary>
    public const string Forgotten = "forgotten";
}
