namespace Genesys.Receiver.Journal;

/// <summary>How often a delivery came again and was answered as a duplicate.</summary>
/// <param name="Delivery">Its key.</param>
/// <param name="Count">How often.</param>
/// <param name="First">The first time, in milliseconds since 1970.</param>
/// <param name="Last">The last time.</param>
internal readonly record struct DuplicateCount(long Delivery, long Count, long First, long Last)
{
    /// <summary>Both together.</summary>
    public DuplicateCount Plus(DuplicateCount other) => this with
    {
        Count = Count + other.Count,
        First = Math.Min(First, other.First),
        Last = Math.Max(Last, other.Last),
    };
}
