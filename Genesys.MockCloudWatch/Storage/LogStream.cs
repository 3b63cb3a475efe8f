using System.Globalization;

namespace Genesys.MockCloudWatch.Storage;

/// <summary>A log stream. Its group's lock guards what changes.</summary>
internal sealed class LogStream(string name, int number, long creationTime)
{
    public string Name { get; } = name;

    /// <summary>
    /// Number of the stream in its group, from 0 in order of creation; unlike a name it is never used again.
    /// </summary>
    public int Number { get; } = number;

    /// <summary>Number of the next event.</summary>
    public long NextEventId { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreationTime { get; } = creationTime;

    /// <summary>The deprecated token of the next put: nothing checks it, and AWS still answers it.</summary>
    public string SequenceToken =>
        (4_959_000_000_000_000_000L + NextEventId).ToString("D56", CultureInfo.InvariantCulture);

    public EventLog Events { get; } = new();

    /// <summary>Milliseconds since 1970; null before the first event.</summary>
    public long? FirstEventTimestamp { get; set; }

    /// <summary>Milliseconds since 1970; null before the first event.</summary>
    public long? LastEventTimestamp { get; set; }

    /// <summary>Milliseconds since 1970; null before the first event.</summary>
    public long? LastIngestionTime { get; set; }
}
