namespace Genesys.Receiver.Journal;

/// <summary>The spans of time in which the anomalies of a group are counted.</summary>
internal static class AnomalySlots
{
    /// <summary>Milliseconds.</summary>
    public const long Length = 10 * 60 * 1000;

    /// <summary>The span that has a moment, in milliseconds since 1970.</summary>
    public static long Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / Length;

    /// <summary>A span's start.</summary>
    public static DateTimeOffset Start(long slot) => DateTimeOffset.FromUnixTimeMilliseconds(slot * Length);
}
