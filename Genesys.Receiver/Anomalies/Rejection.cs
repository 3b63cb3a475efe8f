using Amazon.CloudWatchLogs.Model;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Which events of a batch were rejected one by one: a head that is too old or expired, a tail that is too new.
/// </summary>
/// <param name="TooOldEnd">Exclusive end of the events older than 14 days.</param>
/// <param name="ExpiredEnd">Exclusive end of the events older than the group's retention.</param>
/// <param name="TooNewStart">First event too far in the future.</param>
internal readonly record struct Rejection(int TooOldEnd, int ExpiredEnd, int TooNewStart)
{
    /// <summary>The reason of the first that was rejected; null when none was.</summary>
    public string? Reason =>
        TooOldEnd > 0 ? "too_old" : ExpiredEnd > 0 ? "expired" : TooNewStart < int.MaxValue ? "too_new" : null;

    public static Rejection Of(RejectedLogEventsInfo? info, int count) => new(
        info?.TooOldLogEventEndIndex ?? 0,
        info?.ExpiredLogEventEndIndex ?? 0,
        info?.TooNewLogEventStartIndex is { } start && start < count ? start : int.MaxValue);

    /// <summary>Why the event was rejected; null when it was taken.</summary>
    public string? ReasonOf(int index) =>
        index < TooOldEnd ? "too_old" : index < ExpiredEnd ? "expired" : index >= TooNewStart ? "too_new" : null;
}
