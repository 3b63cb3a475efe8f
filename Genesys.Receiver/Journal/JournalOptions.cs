namespace Genesys.Receiver.Journal;

/// <summary>Settings of the journal.</summary>
public sealed class JournalOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Journal";

    /// <summary>Name of the connection string: for SQLite a file path or a SQLite connection string, for PostgreSQL one of Npgsql's.</summary>
    public const string ConnectionName = "journal";

    /// <summary>Where the journal is kept.</summary>
    public JournalProvider Provider { get; set; } = JournalProvider.Sqlite;

    /// <summary>Open deliveries above which a new one is refused.</summary>
    public long MaxOpenDeliveries { get; set; } = 5_000_000;

    /// <summary>Bytes of open and dead-lettered deliveries above which a new one is refused.</summary>
    public long MaxDeliveryBytes { get; set; } = 20_000_000_000;

    /// <summary>Anomalies not yet shipped above which a new one is refused.</summary>
    public long MaxOpenAnomalies { get; set; } = 5_000_000;

    /// <summary>Bytes of anomalies not yet shipped or set aside above which a new one is refused.</summary>
    public long MaxAnomalyBytes { get; set; } = 20_000_000_000;

    /// <summary>How long a lease on a delivery lasts unless it is renewed.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an event's key and a finished delivery's history are kept. EventBridge sends an event again for up to 24 h
    /// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html).
    /// </summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(48);

    /// <summary>File path or connection string, from <c>ConnectionStrings:journal</c>; null takes the provider's default.</summary>
    public string? ConnectionString { get; set; }
}
