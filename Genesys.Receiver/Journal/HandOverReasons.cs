namespace Genesys.Receiver.Journal;

/// <summary>Why a hand-over became a dead letter: a closed list.</summary>
internal static class HandOverReasons
{
    /// <summary>The destination judged the event and refused it.</summary>
    public const string Refused = "refused";

    /// <summary>It is larger than the destination takes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>It waited for longer than the destination's <c>MaxAge</c>.</summary>
    public const string Expired = "expired";

    /// <summary>
    /// Not of a dead letter but of one that ended: its delivery's fetch was replayed, and it is recorded anew when that
    /// ends.
    /// </summary>
    public const string Superseded = "superseded";

    /// <summary>As many waited for the destination as its <c>MaxWaiting</c> allows.</summary>
    public const string DestinationFull = "destination_full";
}
