namespace Genesys.Receiver.Destinations;

/// <summary>How an attempt to hand an event over ended.</summary>
/// <param name="Kind">What becomes of the hand-over.</param>
/// <param name="Reason">A word for metrics and the history, one of few; it quotes nothing.</param>
/// <param name="StatusCode">The HTTP status; 0 when there was none.</param>
/// <param name="RetryAfter">The wait that the destination asked for, or null.</param>
public sealed record HandOverResult(
    HandOverResultKind Kind, string Reason, int StatusCode = 0, TimeSpan? RetryAfter = null)
{
    /// <summary>The destination has the event.</summary>
    public static HandOverResult Delivered { get; } = new(HandOverResultKind.Delivered, "delivered");

    /// <summary>The destination has trouble: the event is tried again.</summary>
    public static HandOverResult Failed(string reason) => new(HandOverResultKind.Failed, reason);

    /// <summary>The destination will never take this event.</summary>
    public static HandOverResult Refused(string reason) => new(HandOverResultKind.Refused, reason);
}
