using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Journal.Postgres.Index;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The journal in a PostgreSQL database that several receivers share.</summary>
internal sealed partial class PostgresJournal : IJournal, IJournalStore
{
    private static readonly TimeSpan LagWorthTelling = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalClock _clock;
    private readonly AsyncManualResetEvent _due = new();
    private readonly AsyncManualResetEvent _arrived = new();
    private readonly EarliestTimer _timer;
    private readonly StoppingWatch _stopping;
    private readonly Lazy<Task> _closing;
    private readonly PostgresDatabase _database;
    private readonly PostgresDatabase _asked;
    private readonly PostgresDeliveries _deliveries;
    private readonly GatheredDeliveries _gathered;
    private readonly PostgresAnomalies _anomalies;
    private readonly PostgresHandOvers _handOvers;
    private readonly PostgresNotices _notices;
    private readonly PostgresWriter _writer;
    private readonly PostgresHousekeeping _housekeeping;
    private readonly PostgresChanges _changes;
    private readonly PostgresIndex _index;
    private readonly PostgresActivity _activity;
    private readonly PostgresJobs _jobs;
    private readonly PostgresReconciliation _reconciliation;
    private readonly JournalOptions _options;
    private EverySecond? _everySecond;

    public PostgresJournal(
        IOptions<JournalOptions> options, TimeProvider time, ReceiverMetrics metrics, ILogger<PostgresJournal> logger,
        DestinationLimits limits, IntakeLoad load)
    {
        var (source, host, problem) = PostgresConnection.Build(options.Value.ConnectionString);
        var owner = Guid.NewGuid();
        (_time, _logger) = (time, logger);
        _clock = new JournalClock(time);
        _timer = new EarliestTimer(_clock, _due.Set);
        _closing = new Lazy<Task>(CloseAsync);
        _stopping = new StoppingWatch(time, () => _database!.ProbeAsync(default).AsTask());
        _database = new PostgresDatabase(
            source ?? throw new JournalUnavailableException(problem!), host, _stopping,
            new StoreProblem($"on {host}", time, logger));
        _asked = _database.Aside(time);
        var ids = new DestinationIds(_database, limits);
        var handOverCounts = new HandOverCounts(_database, options.Value, limits);
        HandOverBatch NewBatch(bool hasRoom) => new(ids, handOverCounts, limits, _clock, hasRoom);
        var (changed, changedAnomalies, activity) =
            (new ChangedKeys(), new ChangedKeys(), new ActivityCounts(time, metrics));
        var damaged = new DamagedRows(logger);
        var cleaning = new HandedOverCleaning(_database);
        _handOvers = new PostgresHandOvers(
            _database, damaged, ids, handOverCounts, cleaning, activity, options.Value, owner, _clock);
        _deliveries = new PostgresDeliveries(
            _database, damaged, new EndingDeliveries(_database, () => NewBatch(false), _handOvers), options.Value,
            owner, _clock);
        _changes = new PostgresChanges(changed, changedAnomalies, activity);
        _gathered = new GatheredDeliveries(_deliveries, _changes, _clock);
        _anomalies = new PostgresAnomalies(_database, damaged, options.Value, owner, _clock);
        _activity = new PostgresActivity(_database, activity, _clock);
        _options = options.Value;
        var counts = new PostgresCounts(_database, handOverCounts, options.Value, time);
        var indexes = new OtherIndexes(time);
        _notices = new PostgresNotices(_database, _due, _arrived, _handOvers.Arrived, indexes, owner, time, logger);
        _handOvers.Notify = _notices.SendHandOvers;
        var acts = new PostgresActs(_notices, damaged, _changes, cleaning, _clock);
        var entries = new PostgresEntries(_database, damaged, _clock);
        var words = new PostgresWords(_asked);
        var publications = new PostgresPublications(
            _database, options.Value, new RepublishedCounts(activity, metrics), _clock);
        var indexRows = new PostgresIndexRows(_asked, words, publications, damaged, _clock);
        _index = new PostgresIndex(
            indexRows, new PostgresRepair(_asked, indexRows, _clock), changed, changedAnomalies, _changes, load,
            time, host, logger);
        Search = new PostgresSearch(_asked, _index, indexes, words, entries, _activity, _clock);
        _jobs = new PostgresJobs(_database, acts, options.Value, owner, _clock);
        Audit = new PostgresAudit(_database, _clock);
        _reconciliation = new PostgresReconciliation(_database, entries, options.Value, owner, _clock);
        Administration = new PostgresAdministration(_database, entries, _notices, _handOvers, _clock);
        var retention = new PostgresRetention(_database, acts, publications, options.Value, _clock);
        _writer = new PostgresWriter(
            _database, counts, () => NewBatch(true), _handOvers, publications, _notices, _changes, options.Value, owner,
            _clock, metrics, logger);
        _housekeeping = new PostgresHousekeeping(
            _database, _deliveries, _anomalies, _handOvers, retention, counts, options.Value, _clock, host, logger);
    }

    public JournalState LastState => _housekeeping.State;

    public IJournalAdministration Administration { get; }

    public IHandOverJournal HandOvers => _handOvers;

    public IJournalSearch Search { get; }

    public IJournalJobs Jobs => _jobs;

    public IJournalAudit Audit { get; }

    public IJournalReconciliation Reconciliation => _reconciliation;

    public CancellationToken Unreachable => _stopping.Unreachable;

    public async Task StartAsync()
    {
        try
        {
            await _housekeeping.OpenAsync();
            await _housekeeping.CheckAsync(default);
            await _housekeeping.CountAsync(default);
        }
        catch (JournalUnavailableException e) when (e.InnerException is not null)
        {
            // It is tried again each second.
        }

        _due.Set();
        _arrived.Set();
        _writer.Start();
        _gathered.Start();
        _handOvers.Start();
        _notices.Start();
        _index.Start();
        _everySecond = new EverySecond(_time, KeepHouseAsync, _logger);
    }

    public void BeginStop() => _stopping.Begin();

    /// <summary>
    /// Closes the store. The host's end and the container's both come here, and a host may be stopped twice: each waits
    /// until it is closed.
    /// </summary>
    public ValueTask DisposeAsync() => new(_closing.Value);

    public async ValueTask<RecordResult> RecordAsync(
        DeliveryRecord record, bool lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.RecordAsync(PostgresRecord.Of(record, lease, _options)).WaitAsync(cancellationToken);
    }

    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(
        int max, CancellationToken cancellationToken)
    {
        _due.Reset();
        var (taken, mayBeMore, next) = await _deliveries.TakeAsync(max, cancellationToken);
        if (mayBeMore)
        {
            _due.Set();
        }
        else if (next is { } at)
        {
            _timer.SetFor(at);
        }

        return taken;
    }

    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(
        string account, ConversationId conversationId, int max, CancellationToken cancellationToken) =>
        await _gathered.TakeConversationAsync(account, conversationId, max, cancellationToken);

    public ValueTask<IReadOnlyList<long>> RenewAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken) =>
        _deliveries.RenewAsync(deliveries, cancellationToken);

    public async ValueTask CompleteAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, TimeSpan rest, NewHandOvers? handOvers,
        CancellationToken cancellationToken)
    {
        await _gathered.FinishAsync(deliveries, attempt, rest, handOvers, cancellationToken);
        if (rest > TimeSpan.Zero)
        {
            _timer.SetFor(_clock.After(rest));
        }

        Freed(deliveries.Count);
    }

    public async ValueTask RescheduleAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken)
    {
        await _changes.WatchAsync(_deliveries.EndAttemptAsync(deliveries, attempt, dueAt, cancellationToken));

        // All of them: of one that isn't held any more an earlier try may have ended the attempt, unheard.
        _changes.Changed(deliveries);
        _timer.SetFor(_clock.Of(dueAt));
        Freed(deliveries.Count);
    }

    public async ValueTask DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, AnomalyRecord anomaly, NewHandOvers? handOvers,
        CancellationToken cancellationToken)
    {
        if (await _changes.WatchAsync(_deliveries.DeadLetterAsync(
            delivery, attempt, PostgresRecord.Of(anomaly), handOvers, cancellationToken)) is { } key)
        {
            _changes.DeadLettered(delivery, key);
        }
        else
        {
            _changes.Changed([delivery]);
        }

        _notices.Send(deliveries: false, anomalies: true);
        Freed(1);
    }

    public async ValueTask ReleaseAsync(
        IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        await _deliveries.GiveBackAsync(deliveries, dueAt, cancellationToken);
        if (dueAt is { } at)
        {
            _timer.SetFor(_clock.Of(at));
        }
        else
        {
            _notices.Send(deliveries: true, anomalies: false);
        }

        Freed(deliveries.Count);
    }

    public async ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        await _changes.WatchAsync(_deliveries.RemoveAsync(delivery, cancellationToken));
        _changes.Changed([delivery]);
        Freed(1);
    }

    public ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken) =>
        new(_due.WaitAsync(cancellationToken));

    public async ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await _housekeeping.CheckAsync(cancellationToken);
            return state with { IndexProblem = _index.Passes.Problem };
        }
        catch (JournalUnavailableException e)
        {
            return _housekeeping.State with { Problem = e.Message };
        }
    }

    private async Task CloseAsync()
    {
        if (_everySecond is not null)
        {
            await _everySecond.DisposeAsync();
        }

        await _writer.StopAsync();
        await _gathered.StopAsync();
        await _handOvers.StopAsync();
        await _index.DisposeAsync();
        await _notices.DisposeAsync();
        _timer.Dispose();
        _handOvers.Dispose();
        if (_housekeeping.IsOpen)
        {
            await GiveBackAsync();
        }

        _stopping.Dispose();
        _asked.Close();
        _database.Close();
        await _database.DisposeAsync();
    }

    private async Task GiveBackAsync()
    {
        try
        {
            await _deliveries.GiveBackAllAsync();
            await _anomalies.GiveBackAllAsync();
            await _handOvers.GiveBackAllAsync();
            await _jobs.GiveBackAllAsync();
            await _reconciliation.GiveBackAllAsync();
            await _activity.FlushAsync();
        }
        catch (JournalUnavailableException)
        {
            // The leases run out.
        }
    }

    // What is behind them in their conversations can be taken now.
    private void Freed(int deliveries)
    {
        if (deliveries > 0)
        {
            _due.Set();
        }
    }

    private async Task KeepHouseAsync()
    {
        await _housekeeping.RunAsync();
        if (_housekeeping.State.Problem is null)
        {
            await _activity.FlushWhenDueAsync();
        }

        if (_index.Passes.Lag >= LagWorthTelling && _index.Passes.UpTo > DateTimeOffset.UnixEpoch)
        {
            _notices.SendIndex(_index.Passes.UpTo);
        }

        // Notices of other receivers may have been lost.
        if (_housekeeping.State.OpenDeliveries > 0)
        {
            _due.Set();
        }

        if (_housekeeping.State.OpenAnomalies > 0)
        {
            _arrived.Set();
        }
    }
}
