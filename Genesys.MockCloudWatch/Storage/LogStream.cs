namespace Genesys.MockCloudWatch.Storage;

/// <summary>A log stream. Its group's lock guards what changes.</summary>
public sealed class LogStream(string name, int number, long creationTime)
{
    public string Name { get; } = name;

    /// <summary>Number of the stream in its group, from 0 in order of creation; unlike a name it is never used again.</summary>
    public int Number { get; } = number;

    /// <summary>Number of the next event.</summary>
    public long NextEventId { get; set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreationTime { get; } = creationTime;

    public EventLog Events { get; } = new();

    /// <summary>Milliseconds since 1970; null before the first event.</summary>
    public long? FirstEventTimestamp { get; set; }

    /// <summary>Milliseconds since 1970; null before the first event.</summary>
    public long? LastEventTimestamp { get; set; }

    /// <summary>Milliseconds since 1970; null before the first event.</summary>
    public long? LastIngestionTime { get; set; }
}
