using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.HandOvers;
using Genesys.Receiver.Journal.Sqlite.Index;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>The journal in one SQLite file: WAL, full sync, one writer's thread, group commit.</summary>
internal sealed partial class SqliteJournal : IJournal, IJournalStore
{
    private readonly JournalClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AsyncManualResetEvent _due = new();
    private readonly AsyncManualResetEvent _arrived = new();
    private readonly DeliveryLedger _deliveries;
    private readonly AnomalyLedger _anomalies;
    private readonly HandOverLedger _handOvers;
    private readonly DueHandOvers _dueHandOvers;
    private readonly SqliteRetention _retention;
    private readonly ObjectPool<DeliveryWork> _deliveryWork;
    private readonly ObjectPool<AnomalyWork> _anomalyWork;
    private readonly ChangedKeys _changed = new();
    private readonly SqliteActivity _activity;
    private readonly SearchConnections _connections;
    private readonly string _path;
    private readonly PublishedEvents? _published;
    private readonly EarliestTimer _timer;
    private readonly EarliestTimer _handOverTimer;
    private readonly StoppingWatch _stopping;
    private readonly Lazy<Task> _closing;
    private readonly JournalOptions _options;
    private EverySecond? _housekeeping;
    private volatile IndexSources? _sources;
    private volatile JournalState _state = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, 0, "The journal isn't open yet.");

    public SqliteJournal(
        IOptions<JournalOptions> options, TimeProvider time, ReceiverMetrics metrics, ILogger<SqliteJournal> logger,
        DestinationLimits limits, Action<string>? stop = null)
    {
        var (path, problem) = SqliteLocation.Parse(options.Value.ConnectionString);
        _path = LinkedPath.FileOf(path ?? throw new JournalUnavailableException(problem!));
        _options = options.Value;
        (_time, _logger) = (time, logger);
        _clock = new JournalClock(time);
        _timer = new EarliestTimer(_clock, MakeWaitingDue);
        _handOverTimer = new EarliestTimer(_clock, TickHandOvers);
        _closing = new Lazy<Task>(CloseAsync);
        _stopping = new StoppingWatch(time, ProbeAsync);
        var activity = new ActivityCounts(time, metrics);
        _dueHandOvers = new DueHandOvers(options.Value.LeaseDuration, _clock, _handOverTimer);
        _handOvers = new HandOverLedger(options.Value, limits, _clock, _dueHandOvers, activity);
        var progress = new IndexProgress(time);
        _published = options.Value.Republished == RepublishedEvents.Duplicate
            ? new PublishedEvents(_path, progress, time) : null;
        _deliveries = new DeliveryLedger(
            options.Value, _clock, _due, _timer, _handOvers, _changed, activity, _published);
        _anomalies = new AnomalyLedger(options.Value, time, _arrived, _changed, activity);
        Writer = new SqliteWriter(
            _path, path, Load, _deliveries, _anomalies, _handOvers, time, metrics, logger, stop ?? (_ => { }));
        _activity = new SqliteActivity(Writer, activity, _clock);
        _retention = new SqliteRetention(Writer, _deliveries, _handOvers, options.Value, _clock);
        HandOvers = new SqliteHandOvers(Writer, _handOvers, _dueHandOvers, _clock);
        Indexer = new SqliteIndexer(
            _path, _changed, progress, () => _sources, new RepublishedCounts(activity, metrics), Writer.Found, logger);
        _connections = new SearchConnections(_path, progress, () => _sources, Writer.Found);
        Search = new SqliteSearch(_connections, progress, activity, _clock);
        Jobs = new SqliteJobs(Writer, _deliveries, time);
        Audit = new SqliteAudit(Writer);
        Reconciliation = new SqliteReconciliation(Writer, _connections, progress, options.Value, _clock);
        Administration = new SqliteAdministration(Writer, _anomalies, _handOvers, _clock);
        _deliveryWork = new WorkPool<DeliveryWork>(pool => new DeliveryWork(_deliveries, pool));
        _anomalyWork = new WorkPool<AnomalyWork>(pool => new AnomalyWork(_anomalies, pool));
    }

    public JournalState LastState => Writer.Problem is { } problem ? _state with { Problem = problem } : _state;

    public IJournalAdministration Administration { get; }

    public IHandOverJournal HandOvers { get; }

    public IJournalSearch Search { get; }

    public IJournalJobs Jobs { get; }

    public IJournalAudit Audit { get; }

    public IJournalReconciliation Reconciliation { get; }

    public CancellationToken Unreachable => _stopping.Unreachable;

    /// <summary>What keeps the search index, for what measures its cost.</summary>
    internal SqliteIndexer Indexer { get; }

    /// <summary>The thread that uses the file, for tests of what goes wrong with it.</summary>
    internal SqliteWriter Writer { get; }

    public async Task StartAsync()
    {
        await Writer.StartAsync();
        _state = _state with { Problem = Writer.Problem };
        Indexer.Start();
        _housekeeping = new EverySecond(_time, KeepHouseAsync, _logger);
    }

    public void BeginStop() => _stopping.Begin();

    /// <summary>
    /// Closes the store. The host's end and the container's both come here, and a host may be stopped twice: each waits
    /// until it is closed.
    /// </summary>
    public ValueTask DisposeAsync() => new(_closing.Value);

    public ValueTask<RecordResult> RecordAsync(DeliveryRecord record, bool lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = _deliveryWork.Get();
        work.Prepare(record, lease);
        return Post(work);
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(
        int max, CancellationToken cancellationToken) =>
        Writer.RunAsync(null, () => _deliveries.Take(max), cancellationToken);

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(
        string account, ConversationId conversationId, int max, CancellationToken cancellationToken)
    {
        List<(long, long)> madeDue = [];
        return Writer.RunAsync(
            () => madeDue = _deliveries.MakeConversationDue(account, conversationId, max),
            () => _deliveries.TakeConversation(account, conversationId, max, madeDue),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<long>> RenewAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken) =>
        Writer.RunAsync(null, () => _deliveries.Renew(deliveries), cancellationToken);

    public ValueTask CompleteAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, TimeSpan rest, NewHandOvers? handOvers,
        CancellationToken cancellationToken)
    {
        var ending = EndingHandOvers.Of(deliveries, handOvers);
        var removed = (0, 0L);
        return DoAsync(
            () =>
            {
                ending?.Write(_handOvers, _deliveries.HoldsOpen);
                removed = _deliveries.Finish(deliveries, attempt);
            },
            () =>
            {
                _deliveries.Finished(deliveries, removed, rest);
                _handOvers.Arrived(ending?.Destinations ?? []);
            },
            cancellationToken);
    }

    public ValueTask RescheduleAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken)
    {
        var due = DueAt(dueAt);
        return DoAsync(
            () => _deliveries.Reschedule(deliveries, attempt, due), () => _deliveries.Released(deliveries, due),
            cancellationToken);
    }

    public ValueTask DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, AnomalyRecord anomaly, NewHandOvers? handOvers,
        CancellationToken cancellationToken)
    {
        var ending = EndingHandOvers.Of([delivery], handOvers);
        var bytes = new RecordWriter();
        AnomalyCodec.Write(bytes, anomaly);
        var held = false;
        return DoAsync(
            () =>
            {
                ending?.Write(_handOvers, _deliveries.HoldsOpen);
                held = _deliveries.DeadLetter(delivery, attempt);
                if (held)
                {
                    _anomalies.InsertUnbounded(anomaly.ReceivedAt.ToUnixTimeMilliseconds(), bytes.Written);
                }
            },
            () =>
            {
                if (held)
                {
                    _deliveries.DeadLettered(delivery);
                    _anomalies.Inserted(bytes.Length);
                    _handOvers.Arrived(ending?.Destinations ?? []);
                }
                else
                {
                    _deliveries.Closed([delivery], (0, 0), TimeSpan.Zero);
                }
            },
            cancellationToken);
    }

    public ValueTask ReleaseAsync(
        IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        var due = DueAt(dueAt);

        // One that is due at once has that in its row already.
        return DoAsync(
            due is null ? null : () => _deliveries.Release(deliveries, due),
            () => _deliveries.Released(deliveries, due), cancellationToken);
    }

    public ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        var removed = (0, 0L);
        return DoAsync(
            () => removed = _deliveries.Forget(delivery),
            () => _deliveries.Closed([delivery], removed, TimeSpan.Zero), cancellationToken);
    }

    public ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken) =>
        new(_due.WaitAsync(cancellationToken));

    public async ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Writer.RunAsync(null, Refresh, cancellationToken);
        }
        catch (JournalUnavailableException e)
        {
            return _state = _state with { Problem = e.Message };
        }
    }

    private async Task CloseAsync()
    {
        if (_housekeeping is not null)
        {
            await _housekeeping.DisposeAsync();
        }

        Indexer.Dispose();
        _connections.Dispose();
        _activity.Flush();
        _stopping.Dispose();
        _timer.Dispose();
        _handOverTimer.Dispose();
        await Writer.DisposeAsync();
        _published?.Dispose();
    }

    private ValueTask<RecordResult> Post(RecordWork work)
    {
        // Taken first: once it is posted, the object may be another record's.
        var task = work.Task;
        if (!Writer.TryPost(work))
        {
            work.Refuse();
        }

        return task;
    }

    private async ValueTask DoAsync(Action? write, Action committed, CancellationToken cancellationToken) =>
        await Writer.RunAsync(write, Returning(committed), cancellationToken);

    private long? DueAt(DateTimeOffset? at) =>
        at is { } moment && moment > _time.GetUtcNow() ? _clock.Of(moment) : null;

    private static Func<bool> Returning(Action committed) => () =>
    {
        committed();
        return true;
    };

    private Task<bool> ProbeAsync() => Writer
        .RunAsync(
            null, () => Writer.Problem is { } problem ? throw new JournalUnavailableException(problem) : true, default)
                .AsTask();

    private async Task KeepHouseAsync()
    {
        try
        {
            _retention.Tick();
            _activity.Tick();
            await Writer.RunAsync(
                null,
                () =>
                {
                    Writer.Probe();
                    return Refresh();
                },
                default);
        }
        catch (JournalUnavailableException)
        {
            // It is the writer's problem now, which everybody who asks is told.
        }
    }

    private void Load(SqliteFile file)
    {
        // Of a journal that was restored, or that has let everything go, the index alone knows which keys were given.
        var given = IndexFile.LastKeys(_path, file.Handle);
        _handOvers.Load(file);
        _deliveries.Load(file, given.Delivery);
        _published?.Load(_deliveries.LastId);
        _anomalies.Load(file, given.Anomaly);
        _sources = new IndexSources(
            (_sources?.Generation ?? 0) + 1, _deliveries.HighestId, _anomalies.HighestId,
            () => _deliveries.LastId + _anomalies.LastId,
            () => _retention.DeliveriesFrom, () => _retention.AnomaliesFrom, () => _retention.Before);
        _changed.Wake();
    }

    private JournalState Refresh()
    {
        var now = _time.GetUtcNow();
        return _state = new JournalState(
            _deliveries.Count,
            _anomalies.Count,
            _deliveries.DeadLetters,
            Age(_deliveries.OldestReceived()),
            Age(_anomalies.OldestReceived()),
            SqliteLocation.Size(_path),
            Writer.Problem)
        {
            WaitingHandOvers = _handOvers.Counts.Waiting,
            HandOverDeadLetters = _handOvers.Counts.DeadLetters,
            IndexProblem = Indexer.Problem,
            Full = new JournalAmounts(
                _deliveries.Count, _deliveries.Bytes, _anomalies.Count, _anomalies.Bytes, _handOvers.Bounded.Waiting,
                _handOvers.Bounded.Bytes).Full(_options),
        };

        TimeSpan Age(long? received) =>
            received is { } at
                ? TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - at)) : TimeSpan.Zero;
    }
}
