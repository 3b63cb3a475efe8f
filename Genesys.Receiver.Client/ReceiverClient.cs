using System.Net;
using System.Runtime.CompilerServices;

namespace Genesys.Receiver.Client;

/// <summary>
/// The receiver's admin API. A list is read page by page (<c>limit</c> 1 to 500, 50 when null; <c>cursor</c>: the
/// <see cref="Page{T}.Next"/> of the page before). Every method throws <see cref="ReceiverException"/> when the
/// receiver doesn't do what was asked, and <see cref="HttpRequestException"/> when it can't be reached.
/// </summary>
/// <param name="http">Its base address is the receiver's.</param>
/// <param name="credential">Who asks; null where nothing asks for it (Development), or the client shows it
/// already.</param>
public sealed class ReceiverClient(HttpClient http, ReceiverCredential? credential = null)
{
    private readonly ReceiverRequests _requests = new(http, credential, TimeProvider.System);

    /// <summary>Whom the receiver takes the caller for.</summary>
    public Task<OperatorIdentity> GetOperatorAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("admin/me", ReceiverJson.Default.OperatorIdentity, cancellationToken);

    /// <summary>What the receiver is.</summary>
    public Task<ReceiverInfo> GetInfoAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("admin/about", ReceiverJson.Default.ReceiverInfo, cancellationToken);

    /// <summary>What the journal holds, and how it goes around it.</summary>
    public Task<Counts> GetCountsAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("admin/counts", ReceiverJson.Default.Counts, cancellationToken);

    /// <summary>Each dependency's health, with what to do: an answer of 503 is a health like any other.</summary>
    public Task<Health> GetHealthAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("health", ReceiverJson.Default.Health, cancellationToken, HttpStatusCode.ServiceUnavailable);

    /// <summary>Deliveries that fit, newest first; all when the filter is null.</summary>
    public Task<Page<DeliverySummary>> FindDeliveriesAsync(
        DeliveryFilter? filter = null, int? limit = null, string? cursor = null,
        CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/deliveries").With(filter).With("limit", limit).With("cursor", cursor).ToString(),
            ReceiverJson.Default.PageDeliverySummary,
            cancellationToken);

    /// <summary>Every delivery that fits, newest first, page after page.</summary>
    public async IAsyncEnumerable<DeliverySummary> ReadDeliveriesAsync(
        DeliveryFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await FindDeliveriesAsync(filter, 500, cursor, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>One delivery; null when the journal has none with this key, or no longer.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="inClear">True to read it as it was sent: needs the right to, and is audited.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<DeliveryDetails?> FindDeliveryAsync(
        long key, bool inClear = false, CancellationToken cancellationToken = default) =>
        _requests.FindAsync(
            new QueryString($"admin/deliveries/{key}").With("clear", inClear ? "true" : null).ToString(),
            ReceiverJson.Default.DeliveryDetails,
            cancellationToken);

    /// <summary>Anomalies that fit, newest first; all when the filter is null.</summary>
    public Task<Page<Anomaly>> FindAnomaliesAsync(
        AnomalyFilter? filter = null, int? limit = null, string? cursor = null,
        CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/anomalies").With(filter).With("limit", limit).With("cursor", cursor).ToString(),
            ReceiverJson.Default.PageAnomaly,
            cancellationToken);

    /// <summary>Every anomaly that fits, newest first, page after page.</summary>
    public async IAsyncEnumerable<Anomaly> ReadAnomaliesAsync(
        AnomalyFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await FindAnomaliesAsync(filter, 500, cursor, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    /// <summary>One anomaly; null when the journal has none with this key, or no longer.</summary>
    public Task<Anomaly?> FindAnomalyAsync(long key, CancellationToken cancellationToken = default) =>
        _requests.FindAsync($"admin/anomalies/{key}", ReceiverJson.Default.Anomaly, cancellationToken);

    /// <summary>Anomalies by type, path and code, most first; of the last hours when no time is given.</summary>
    public Task<Page<AnomalyGroup>> GetAnomalyGroupsAsync(
        DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/anomalies/groups").With("from", from).With("to", to).ToString(),
            ReceiverJson.Default.PageAnomalyGroup,
            cancellationToken);

    /// <summary>Puts anomalies that were set aside back on their way to CloudWatch.</summary>
    public Task<CommandResult> ReplayAnomaliesAsync(
        IReadOnlyList<long> keys, string? reason = null, CancellationToken cancellationToken = default) =>
        _requests.PostAsync(
            "admin/anomalies/replay", new AnomalyCommand(keys, reason), ReceiverJson.Default.AnomalyCommand,
            ReceiverJson.Default.CommandResult, cancellationToken);

    /// <summary>Removes anomalies that were set aside.</summary>
    public Task<CommandResult> DiscardAnomaliesAsync(
        IReadOnlyList<long> keys, string reason, CancellationToken cancellationToken = default) =>
        _requests.PostAsync(
            "admin/anomalies/discard", new AnomalyCommand(keys, reason), ReceiverJson.Default.AnomalyCommand,
            ReceiverJson.Default.CommandResult, cancellationToken);

    /// <summary>Dead letters by what went wrong, most first.</summary>
    public Task<Page<FailureGroup>> GetFailuresAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("admin/failures", ReceiverJson.Default.PageFailureGroup, cancellationToken);

    /// <summary>One failure group with samples; null when nothing is in it any more.</summary>
    public Task<FailureDetails?> FindFailureAsync(string id, CancellationToken cancellationToken = default) =>
        _requests.FindAsync(
            $"admin/failures/{Uri.EscapeDataString(id)}", ReceiverJson.Default.FailureDetails, cancellationToken);

    /// <summary>What happened minute by minute, oldest first; the last hour when no time is given.</summary>
    public Task<Page<ActivityMinute>> GetActivityAsync(
        DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/activity").With("by", "minute").With("from", from).With("to", to).ToString(),
            ReceiverJson.Default.PageActivityMinute,
            cancellationToken);

    /// <summary>How many deliveries a job would take, and as of when; nothing is created.</summary>
    public Task<JobCount> CountJobAsync(JobRequest job, CancellationToken cancellationToken = default) =>
        _requests.PostAsync(
            "admin/jobs", job with { DryRun = true }, ReceiverJson.Default.JobRequest, ReceiverJson.Default.JobCount,
            cancellationToken);

    /// <summary>Creates a job. Its set is then written down, and after that it acts.</summary>
    public Task<Job> CreateJobAsync(JobRequest job, CancellationToken cancellationToken = default) =>
        _requests.PostAsync(
            "admin/jobs", job with { DryRun = null }, ReceiverJson.Default.JobRequest, ReceiverJson.Default.Job,
            cancellationToken);

    /// <summary>Jobs, newest first.</summary>
    public Task<Page<Job>> GetJobsAsync(
        int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/jobs").With("limit", limit).With("cursor", cursor).ToString(),
            ReceiverJson.Default.PageJob,
            cancellationToken);

    /// <summary>One job; null when there is none with this number.</summary>
    public Task<Job?> FindJobAsync(long id, CancellationToken cancellationToken = default) =>
        _requests.FindAsync($"admin/jobs/{id}", ReceiverJson.Default.Job, cancellationToken);

    /// <summary>Stops a job: what is done stays done. One that has ended stays as it is.</summary>
    public Task<Job> StopJobAsync(long id, CancellationToken cancellationToken = default) =>
        _requests.PostAsync($"admin/jobs/{id}/stop", ReceiverJson.Default.Job, cancellationToken);

    /// <summary>The windows of time that are compared with Genesys Cloud's analytics, newest first.</summary>
    public Task<Page<ReconciliationWindow>> GetReconciliationAsync(
        int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/reconciliation").With("limit", limit).With("cursor", cursor).ToString(),
            ReceiverJson.Default.PageReconciliationWindow,
            cancellationToken);

    /// <summary>
    /// One window with a page of its conversations that were missing or incomplete; null when there is none, or no
    /// longer.
    /// </summary>
    public Task<ReconciliationDetails?> FindReconciliationAsync(
        long window, ReconciliationResult? result = null, int? limit = null, string? cursor = null,
        CancellationToken cancellationToken = default) =>
        _requests.FindAsync(
            new QueryString($"admin/reconciliation/{window}").With("result", result).With("limit", limit)
                .With("cursor", cursor).ToString(),
            ReceiverJson.Default.ReconciliationDetails,
            cancellationToken);

    /// <summary>What operators did, newest first.</summary>
    public Task<Page<AuditEntry>> GetAuditAsync(
        AuditFilter? filter = null, int? limit = null, string? cursor = null,
        CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            new QueryString("admin/audit").With(filter).With("limit", limit).With("cursor", cursor).ToString(),
            ReceiverJson.Default.PageAuditEntry,
            cancellationToken);

    /// <summary>The destinations, those that aren't configured any more but have something waiting included.</summary>
    public Task<Page<Destination>> GetDestinationsAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("admin/destinations", ReceiverJson.Default.PageDestination, cancellationToken);

    /// <summary>Hands nothing on to a destination until it is resumed, at every receiver of the journal.</summary>
    public Task<Destination> PauseDestinationAsync(
        string name, string reason, CancellationToken cancellationToken = default) =>
        ActAsync(name, "pause", reason, ReceiverJson.Default.Destination, cancellationToken);

    /// <summary>Ends a pause, an operator's or the receiver's own.</summary>
    public Task<Destination> ResumeDestinationAsync(
        string name, string reason, CancellationToken cancellationToken = default) =>
        ActAsync(name, "resume", reason, ReceiverJson.Default.Destination, cancellationToken);

    /// <summary>Sends a destination an event that says it is a test.</summary>
    public Task<DestinationTest> TestDestinationAsync(string name, CancellationToken cancellationToken = default) =>
        _requests.PostAsync(
            $"admin/destinations/{Uri.EscapeDataString(name)}/test", ReceiverJson.Default.DestinationTest,
            cancellationToken);

    /// <summary>Discards what waits for a destination; payloads go when nothing else waits for them.</summary>
    public Task<DiscardedWaiting> DiscardWaitingAsync(
        string name, string reason, CancellationToken cancellationToken = default) =>
        ActAsync(name, "discard", reason, ReceiverJson.Default.DiscardedWaiting, cancellationToken);

    /// <summary>What would be said of a payload: one event, or an array of events. Nothing is recorded.</summary>
    public Task<PayloadReport> ValidateAsync(
        ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        _requests.PostAsync("admin/validate", payload, ReceiverJson.Default.PayloadReport, cancellationToken);

    /// <summary>The JSON Schemas of all generations and topics.</summary>
    public Task<SchemaList> GetSchemasAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("admin/schemas", ReceiverJson.Default.SchemaList, cancellationToken);

    /// <summary>
    /// What changes, once a second at most, until the receiver ends the stream (it is shutting down), or the connection
    /// breaks: then call it again with the last id. Without one, it begins with all that is. The receiver sends
    /// something every 15 s: a connection on which nothing came for 45 s counts as broken.
    /// </summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public IAsyncEnumerable<Change> WatchAsync(
        string? lastEventId = null, CancellationToken cancellationToken = default) =>
        _requests.WatchAsync("admin/changes", lastEventId, cancellationToken);

    private Task<T> ActAsync<T>(
        string name, string what, string reason, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"admin/destinations/{Uri.EscapeDataString(name)}/{what}", new ReasonCommand(reason),
            ReceiverJson.Default.ReasonCommand,
            type, cancellationToken);
}
