using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Destinations;

/// <summary>
/// A destination that events are handed on to; [destinations.md](destinations.md) explains each type.
/// </summary>
internal sealed class DestinationOptions
{
    /// <summary>
    /// <c>Webhook</c>, <c>Sqs</c>, <c>File</c>, or the name of a type of one's own. Must be set.
    /// </summary>
    public string? Type { get; set; }

    /// <summary>
    /// The events that it wants: patterns over <c>detail-type</c> or <c>event_type</c> in which <c>*</c> is any
    /// characters, dots too, and all else is literal (<c>v2.detail.events.conversation.{id}.*</c>). None: every event.
    /// The receiver's own events come only to a pattern that begins with <c>genesys.receiver.</c>.
    /// </summary>
    public IList<string> Topics { get; } = [];

    /// <summary>
    /// What it is given. Not set: <c>Both</c>, or <c>Event</c> with <c>Format</c> <c>Raw</c>. What needs the
    /// conversation waits for its fetch when the topic fetches.
    /// </summary>
    public DestinationPayload? Payload { get; set; }

    /// <summary>The form in which it is given.</summary>
    public DestinationFormat Format { get; set; }

    /// <summary>The order that is kept.</summary>
    public DestinationOrdering Ordering { get; set; }

    /// <summary>Most events a second that this receiver hands over. None: no limit.</summary>
    [Range(0.01, 100_000)]
    public double? RatePerSecond { get; set; }

    /// <summary>Most calls that this receiver has under way at a time.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>How long one call may take.</summary>
    [Range<TimeSpan>("00:00:00.1000000", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>First wait after a failure; it doubles with each further one, and half of it is random.</summary>
    [Range<TimeSpan>("00:00:00.0100000", "01:00:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait after a failure; a minute while the destination itself fails.</summary>
    [Range<TimeSpan>("00:00:00.0100000", "02:00:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long an event is tried, and waits for a destination that is paused, before it is a dead letter
    /// (<c>expired</c>).
    /// </summary>
    [Range<TimeSpan>("00:00:01", "14.00:00:00")]
    public TimeSpan MaxAge { get; set; } = DefaultMaxAge;

    /// <summary>
    /// After so long without a success it is paused: one event a minute is tried until one gets through.
    /// </summary>
    [Range<TimeSpan>("00:00:01", "1.00:00:00")]
    public TimeSpan PauseAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Most events that wait for it; what comes at that bound is a dead letter (<c>destination_full</c>), which a job
    /// replays.
    /// </summary>
    [Range(1L, 100_000_000L)]
    public long MaxWaiting { get; set; } = 1_000_000;

    /// <summary>Webhook: the address that events are posted to; https, or http with a warning at start.</summary>
    [ReadWith(nameof(Type), "Webhook")]
    public string? Url { get; set; }

    /// <summary>
    /// Webhook: secrets of the signature (Standard Webhooks), <c>whsec_</c> and 24 to 64 bytes in Base64. With two of
    /// them each request carries both signatures, so that a secret can be changed without a gap. None: unsigned.
    /// </summary>
    [Secret]
    [ReadWith(nameof(Type), "Webhook")]
    public IList<string> Secrets { get; } = [];

    /// <summary>Webhook: headers of one's own, such as <c>Authorization</c>.</summary>
    [Secret]
    [ReadWith(nameof(Type), "Webhook")]
    public IDictionary<string, string> Headers { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Webhook: a PEM file of the certificate authorities that are trusted instead of the system's.
    /// </summary>
    [ReadWith(nameof(Type), "Webhook")]
    public string? CaFile { get; set; }

    /// <summary>
    /// Webhook: a PEM file with the certificate that the receiver identifies itself by; read for each connection.
    /// </summary>
    [ReadWith(nameof(Type), "Webhook")]
    public string? ClientCertificateFile { get; set; }

    /// <summary>
    /// Webhook: a PEM file with that certificate's key, not encrypted. Not set: it is in the same file.
    /// </summary>
    [ReadWith(nameof(Type), "Webhook")]
    public string? ClientKeyFile { get; set; }

    /// <summary>
    /// Sqs: the queue's address (<c>https://sqs.eu-central-1.amazonaws.com/123456789012/events</c>); a FIFO queue's
    /// ends in <c>.fifo</c>. Credentials and another endpoint are the AWS SDK's own settings.
    /// </summary>
    [ReadWith(nameof(Type), "Sqs")]
    public string? QueueUrl { get; set; }

    /// <summary>File: the file that is appended to, one line for each event.</summary>
    [ReadWith(nameof(Type), "File")]
    public string? Path { get; set; }

    /// <summary>
    /// File: size at which the file is set aside as <c>name-2026-03-01-1.ext</c>; the first event of another day (UTC)
    /// does the same.
    /// </summary>
    [Range(1_024L, 1_099_511_627_776L)]
    [ReadWith(nameof(Type), "File")]
    public long MaxFileBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>File: how many files that were set aside are kept; the oldest is deleted. None: all.</summary>
    [Range(1, 100_000)]
    [ReadWith(nameof(Type), "File")]
    public int? MaxFiles { get; set; }

    /// <summary>A type of one's own: its settings.</summary>
    [Secret]
    [ReadWith(nameof(Type), "Webhook", "Sqs", "File", Except = true)]
    public IDictionary<string, string> Settings { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// <see cref="MaxAge"/> where none is set, and of what waits for a destination that is no longer configured.
    /// </summary>
    internal static TimeSpan DefaultMaxAge { get; } = TimeSpan.FromHours(72);

    /// <summary>What it is given, with the default that its format has.</summary>
    internal DestinationPayload GivenPayload =>
        Payload ?? (Format == DestinationFormat.Raw ? DestinationPayload.Event : DestinationPayload.Both);
}
