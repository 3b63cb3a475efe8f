using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Processing;

/// <summary>How deliveries are processed.</summary>
internal sealed class ProcessingOptions : IBoundOptions<ProcessingOptions>
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Processing";

    /// <summary>
    /// When a delivery is answered: after its record is on disk (<c>Durable</c>) or after it was processed
    /// (<c>Inline</c>).
    /// </summary>
    public ProcessingMode Mode { get; set; } = ProcessingMode.Durable;

    /// <summary>
    /// Inline mode: the time after which the caller is answered 503 and keeps the event. None: as long as the retries
    /// take. EventBridge's classic bus hangs up after 5 s, so 00:00:04.5 answers it in time.
    /// </summary>
    [Range<TimeSpan>("00:00:00.1000000", "01:00:00")]
    [ReadWith(nameof(Mode), nameof(ProcessingMode.Inline))]
    public TimeSpan? InlineDeadline { get; set; }

    /// <summary>
    /// One fetch serves every delivery of its conversation that was recorded before it started (durable mode).
    /// </summary>
    public bool Coalesce { get; set; } = true;

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, ProcessingOptions options) => section.Bind(options);
}
