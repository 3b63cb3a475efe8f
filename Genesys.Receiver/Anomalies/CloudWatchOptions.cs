using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Anomalies;

/// <summary>
/// Where and how anomalies go to CloudWatch Logs. Region, endpoint and credentials are the AWS SDK's own settings
/// (<c>AWS_REGION</c> and so on).
/// </summary>
internal sealed class CloudWatchOptions : IBoundOptions<CloudWatchOptions>
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "CloudWatch";

    /// <summary>The log group; created when it is missing.</summary>
    [RegularExpression(@"(?!aws/)[\.\-_/#A-Za-z0-9]{1,512}",
        ErrorMessage = "CloudWatch:LogGroup must be 1 to 512 of A-Z a-z 0-9 . - _ / # and not begin with aws/")]
    public string LogGroup { get; set; } = "genesys-eventbridge-validation";

    /// <summary>
    /// The log stream; created when it is missing. With a journal that several receivers share, <see cref="Instance"/>
    /// comes behind it.
    /// </summary>
    [RegularExpression(
        "[^:*]{1,380}", ErrorMessage = "CloudWatch:LogStream must be 1 to 380 characters without : and *")]
    public string LogStream { get; set; } = "structural-anomalies";

    /// <summary>
    /// Name of this receiver among those that share a journal (Journal:Provider is Postgres), behind LogStream; the
    /// machine's name when not set.
    /// </summary>
    [RegularExpression(
        "[^:*]{1,128}", ErrorMessage = "CloudWatch:Instance must be 1 to 128 characters without : and *")]
    [ReadWith("Journal:Provider", "Postgres")]
    public string? Instance { get; set; }

    /// <summary>
    /// Days that a log group which the service creates keeps its events; 0: for ever. A group that exists keeps the
    /// retention it has.
    /// </summary>
    [AllowedValues(
        0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
        ErrorMessage =
            "CloudWatch:RetentionDays must be 0 (for ever) or one of CloudWatch's: 1, 3, 5, 7, 14, 30, 60, 90, 120, "
            + "150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653")]
    public int RetentionDays { get; set; } = 90;

    /// <summary>
    /// Whether each log event carries an EMF block, from which CloudWatch makes a metric that counts anomalies by type.
    /// </summary>
    public bool Metrics { get; set; } = true;

    /// <summary>Namespace of that metric.</summary>
    [RegularExpression(@"[A-Za-z0-9._/#\-]{1,255}",
        ErrorMessage = "CloudWatch:MetricsNamespace must be 1 to 255 of A-Z a-z 0-9 . - _ / #")]
    public string MetricsNamespace { get; set; } = "Genesys/EventBridge";

    /// <summary>How long an anomaly waits for others to go with it.</summary>
    [Range<TimeSpan>("00:00:00", "00:01:00")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Most log events in a batch; 10,000 is CloudWatch's own limit. Above 5,000 it has no effect: so many anomalies
    /// are taken from the journal at once.
    /// </summary>
    [Range(1, 10_000)]
    public int BatchCount { get; set; } = 10_000;

    /// <summary>Most bytes in a batch, with 26 for each log event; 1,048,576 is CloudWatch's own limit.</summary>
    [Range(4_096, 1_048_576)]
    public int BatchBytes { get; set; } = 1_048_576;

    /// <summary>
    /// Most bytes of one log event; what is longer is shortened. 1,048,550 is the most that fits into a batch; China's
    /// regions still had 262,118 (256 KiB less 26 bytes) when this was written.
    /// </summary>
    [Range(2_048, 1_048_550)]
    public int MaxEventBytes { get; set; } = 1_048_550;

    /// <summary>How long one call to CloudWatch Logs may take.</summary>
    [Range<TimeSpan>("00:00:01", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// First wait after a failed call; it doubles with each further failure, and a random part of it is waited.
    /// </summary>
    [Range<TimeSpan>("00:00:00.010", "00:01:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after a failed call.</summary>
    [Range<TimeSpan>("00:00:00.010", "00:10:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an idle service asks whether CloudWatch Logs still takes its anomalies, so that health tells before
    /// the next one comes.
    /// </summary>
    [Range<TimeSpan>("00:00:01", "01:00:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, CloudWatchOptions options) => section.Bind(options);
}
