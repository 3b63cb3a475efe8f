namespace Genesys.Receiver.Journal;

/// <summary>Stands where a store's search, jobs and audit are about to be.</summary>
internal sealed class NotBuiltYet : IJournalSearch, IJournalJobs, IJournalAudit
{
    public DateTimeOffset IndexedUpTo => default;

    public TimeSpan Lag => TimeSpan.Zero;

    private static JournalUnavailableException Absent => new("The journal can't be asked yet.");

    public ValueTask<Found<DeliveryEntry>> FindDeliveriesAsync(DeliveryFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<DeliveryEntry?> FindDeliveryAsync(long key, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<long> CountAsync(DeliveryFilter filter, DateTimeOffset asOf, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<(IReadOnlyList<long> Keys, string? Next)> KeysAsync(
        DeliveryFilter filter, DateTimeOffset asOf, string? cursor, int max, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Found<AnomalyEntry>> FindAnomaliesAsync(AnomalyFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<AnomalyEntry?> FindAnomalyAsync(long key, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<IReadOnlyList<FailureGroup>> FailureGroupsAsync(CancellationToken cancellationToken) => throw Absent;

    public ValueTask<IReadOnlyList<AnomalyGroup>> AnomalyGroupsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<IReadOnlyList<ActivityMinute>> ActivityAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Job> CreateAsync(NewJob job, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Job?> FreezeAsync(long id, IReadOnlyList<long> keys, string? cursor, bool last, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Job?> FindAsync(long id, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Found<Job>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Job?> StopAsync(long id, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<IReadOnlyList<Job>> LeaseAsync(int max, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Job?> ActAsync(long id, int max, CancellationToken cancellationToken) => throw Absent;

    public ValueTask FailAsync(long id, string problem, CancellationToken cancellationToken) => throw Absent;

    public ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken) => throw Absent;

    public ValueTask<Found<AuditEntry>> FindAsync(AuditFilter filter, int limit, string? cursor, CancellationToken cancellationToken) => throw Absent;
}
