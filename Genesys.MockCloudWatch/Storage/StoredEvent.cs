namespace Genesys.MockCloudWatch.Storage;

/// <summary>One log event; its message is a slice of the buffer that its whole batch shares.</summary>
/// <param name="Buffer">Messages of the batch as UTF-8.</param>
/// <param name="Offset">Start of this message in bytes.</param>
/// <param name="Length">Length of this message in bytes.</param>
/// <param name="Timestamp">When it happened, in ms since 1970.</param>
/// <param name="IngestionTime">When it arrived, in ms since 1970.</param>
/// <param name="Id">Number of the event in its stream, from 0 in order of arrival.</param>
internal readonly record struct StoredEvent(
    byte[] Buffer, int Offset, int Length, long Timestamp, long IngestionTime, long Id)
{
    /// <summary>What CloudWatch Logs adds to each message when it counts bytes.</summary>
    public const int Overhead = 26;

    public ReadOnlySpan<byte> Message => Buffer.AsSpan(Offset, Length);

    public EventPosition Position => new(Timestamp, Id);

    /// <summary>Size in bytes as CloudWatch Logs counts it.</summary>
    public int Size => Length + Overhead;
}
