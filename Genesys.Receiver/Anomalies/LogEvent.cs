using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Anomalies;

/// <summary>An anomaly as it goes to CloudWatch Logs.</summary>
/// <param name="Anomaly">The leased anomaly.</param>
/// <param name="Timestamp">The log event's timestamp, in ms since 1970.</param>
/// <param name="Message">The log event's message, one JSON object.</param>
/// <param name="Bytes">Length of the message in UTF-8.</param>
internal sealed record LogEvent(LeasedAnomaly Anomaly, long Timestamp, string Message, int Bytes)
{
    /// <summary>What CloudWatch Logs adds to each message when it counts a batch's bytes (API_PutLogEvents).</summary>
    public const int Overhead = 26;

    /// <summary>What it counts in a batch, in bytes.</summary>
    public int Size => Bytes + Overhead;
}
