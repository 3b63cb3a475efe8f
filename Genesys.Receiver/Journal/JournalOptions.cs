using System.ComponentModel.DataAnnotations;
using Genesys.Receiver.Configuration;

namespace Genesys.Receiver.Journal;

/// <summary>Settings of the journal.</summary>
internal sealed class JournalOptions : IBoundOptions<JournalOptions>
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Journal";

    /// <summary>Name of the connection string.</summary>
    public const string ConnectionName = "journal";

    /// <summary>Where the journal is kept.</summary>
    [EnumDataType(typeof(JournalProvider), ErrorMessage = "Journal:Provider must be Sqlite or Postgres")]
    public JournalProvider Provider { get; set; } = JournalProvider.Sqlite;

    /// <summary>Open deliveries above which a new one is refused.</summary>
    [Range<long>("1", "1000000000")]
    public long MaxOpenDeliveries { get; set; } = 5_000_000;

    /// <summary>Bytes of open and dead-lettered deliveries above which a new one is refused.</summary>
    [Range<long>("1", "1000000000000000")]
    public long MaxDeliveryBytes { get; set; } = 20_000_000_000;

    /// <summary>Anomalies not yet shipped above which a new one is refused.</summary>
    [Range<long>("1", "1000000000")]
    public long MaxOpenAnomalies { get; set; } = 5_000_000;

    /// <summary>Bytes of anomalies not yet shipped or set aside above which a new one is refused.</summary>
    [Range<long>("1", "1000000000000000")]
    public long MaxAnomalyBytes { get; set; } = 20_000_000_000;

    /// <summary>Hand-overs that wait, over all destinations, above which a new delivery is refused.</summary>
    [Range<long>("1", "1000000000")]
    public long MaxOpenHandOvers { get; set; } = 5_000_000;

    /// <summary>
    /// Bytes that hand-overs keep of deliveries that have ended, and of what was fetched, above which a new delivery is
    /// refused.
    /// </summary>
    [Range<long>("1", "1000000000000000")]
    public long MaxHandOverBytes { get; set; } = 20_000_000_000;

    /// <summary>
    /// In SQLite, hand-overs that wait for a destination from which on those of a finished delivery get their rows when
    /// their turn comes. Above what is leased at a time by far: what is handed on as it comes has its rows at once. Not
    /// a setting.
    /// </summary>
    internal long DeferHandOversFrom { get; set; } = 1_000;

    /// <summary>How long a lease on a delivery or a hand-over lasts unless it is renewed.</summary>
    [Range<TimeSpan>("00:00:01", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an event's key and a finished delivery's history are kept. EventBridge sends an event again for up to
    /// 24 h (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html).
    /// </summary>
    [Range<TimeSpan>("01:00:00", "30.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(48);

    /// <summary>
    /// Finished and discarded deliveries, and shipped anomalies, of each the number that is kept at most; the oldest go
    /// first. An event's key outlives its delivery.
    /// </summary>
    [Range<long>("1000", "1000000000")]
    public long MaxFinished { get; set; } = 60_000_000;

    /// <summary>
    /// How long a finished delivery's payload is kept, so that a job can replay it; zero: not at all. At most as long
    /// as <see cref="Retention"/>.
    /// </summary>
    [Range<TimeSpan>("00:00:00", "30.00:00:00")]
    public TimeSpan PayloadRetention { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// What is done with an event that Genesys publishes again, for up to four days, under a new envelope id.
    /// </summary>
    [EnumDataType(typeof(RepublishedEvents), ErrorMessage = "Journal:Republished must be Show or Duplicate")]
    public RepublishedEvents Republished { get; set; } = RepublishedEvents.Show;

    /// <summary>How long a dead letter waits for an operator; then it is discarded.</summary>
    [Range<TimeSpan>("01:00:00", "365.00:00:00")]
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// For SQLite a file path (default: <c>journal.db</c> in the service's state folder) or a SQLite connection string;
    /// for PostgreSQL one of Npgsql's.
    /// </summary>
    [AlsoNamed("ConnectionStrings:" + ConnectionName)]
    [Secret]
    public string? ConnectionString { get; set; }

    /// <inheritdoc/>
    public static void Bind(IConfiguration section, JournalOptions options) => section.Bind(options);
}
