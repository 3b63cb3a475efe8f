namespace Genesys.MockCloudWatch.Storage;

/// <summary>Place of an event in the order that CloudWatch Logs reads in: by timestamp, then by arrival.</summary>
/// <param name="Timestamp">Milliseconds since 1970.</param>
/// <param name="Id">Number of the event in its stream, from 0 in order of arrival.</param>
internal readonly record struct EventPosition(long Timestamp, long Id) : IComparable<EventPosition>
{
    public int CompareTo(EventPosition other)
    {
        var byTime = Timestamp.CompareTo(other.Timestamp);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }

    public static bool operator <(EventPosition left, EventPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(EventPosition left, EventPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventPosition left, EventPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventPosition left, EventPosition right) => left.CompareTo(right) >= 0;
}
