namespace Genesys.Receiver.Configuration;

/// <summary>How the service ends (section <c>Shutdown</c>).</summary>
internal sealed class ShutdownOptions : IBoundOptions<ShutdownOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Shutdown";

    /// <summary>
    /// The time from the signal to the end in which running attempts may finish and the anomaly tail is shipped. 25 s
    /// leaves 5 of the 30 that Kubernetes gives by default. What isn't done by then stays in the journal.
    /// </summary>
    [Range<TimeSpan>("00:00:00", "01:00:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(25);

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, ShutdownOptions options) => section.Bind(options);
}
