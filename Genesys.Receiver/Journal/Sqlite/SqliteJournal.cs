using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>The journal in one SQLite file: WAL, full sync, one writer's thread, group commit.</summary>
internal sealed class SqliteJournal : IJournal, IJournalStore
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Signal _due = new();
    private readonly Signal _arrived = new();
    private readonly DeliveryLedger _deliveries;
    private readonly AnomalyLedger _anomalies;
    private readonly SqliteRetention _retention;
    private readonly SqliteWriter _writer;
    private readonly ObjectPool<DeliveryWork> _deliveryWork;
    private readonly ObjectPool<AnomalyWork> _anomalyWork;
    private readonly string _path;
    private readonly Alarm _alarm;
    private ITimer? _ticks;
    private bool _ticking;
    private volatile JournalState _state = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, 0, "The journal isn't open yet.");

    public SqliteJournal(
        IOptions<JournalOptions> options, TimeProvider time, ReceiverMetrics metrics, ILogger<SqliteJournal> logger, Action<string>? onCorrupt = null)
    {
        _time = time;
        var connectionString = SqliteLocation.ConnectionString(options.Value.ConnectionString);
        _path = SqliteLocation.Path(connectionString);
        _alarm = new Alarm(time, Wake);
        _deliveries = new DeliveryLedger(options.Value, time, _due, _alarm.SetFor);
        _anomalies = new AnomalyLedger(options.Value, time, _arrived);
        _writer = new SqliteWriter(connectionString, _path, _deliveries, _anomalies, time, metrics, logger, onCorrupt ?? (_ => { }));
        _retention = new SqliteRetention(_writer, _deliveries, options.Value, time);
        Administration = new SqliteAdministration(_writer, _deliveries, _anomalies, time);
        _deliveryWork = new WorkPool<DeliveryWork>(pool => new DeliveryWork(_deliveries, pool));
        _anomalyWork = new WorkPool<AnomalyWork>(pool => new AnomalyWork(_anomalies, pool));
    }

    public JournalState LastState => _state;

    public IJournalAdministration Administration { get; }

    /// <summary>The thread that uses the file, for tests of what goes wrong with it.</summary>
    internal SqliteWriter Writer => _writer;

    public async Task StartAsync()
    {
        await _writer.StartAsync().ConfigureAwait(false);
        _state = _state with { Problem = _writer.Problem };
        _ticks = _time.CreateTimer(_ => Tick(), null, _tick, _tick);
    }

    public async ValueTask DisposeAsync()
    {
        if (_ticks is not null)
        {
            await _ticks.DisposeAsync().ConfigureAwait(false);
        }

        _alarm.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask<RecordResult> RecordAsync(DeliveryRecord record, bool lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = _deliveryWork.Get();
        work.Prepare(record, lease);
        return Post(work);
    }

    public ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = _anomalyWork.Get();
        work.Prepare(record);
        return Post(work);
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(int max, CancellationToken cancellationToken) =>
        _writer.RunAsync(null, () => _deliveries.Take(max), cancellationToken);

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(
        string account, string conversationId, int max, CancellationToken cancellationToken)
    {
        List<long> madeDue = [];
        return _writer.RunAsync(
            () => madeDue = _deliveries.MakeConversationDue(account, conversationId, max),
            () => _deliveries.TakeConversation(account, conversationId, max, madeDue),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<long>> RenewAsync(IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken) =>
        _writer.RunAsync(null, () => _deliveries.Renew(deliveries), cancellationToken);

    public ValueTask CompleteAsync(IReadOnlyList<LeasedDelivery> deliveries, Round round, CancellationToken cancellationToken)
    {
        var freed = 0L;
        return DoAsync(() => freed = _deliveries.Finish(deliveries, round), () => _deliveries.Ended(deliveries, freed), cancellationToken);
    }

    public ValueTask RescheduleAsync(
        IReadOnlyList<LeasedDelivery> deliveries, Round round, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        DoAsync(() => _deliveries.SetDue(deliveries, round, dueAt), () => _deliveries.GiveBack(deliveries, dueAt), cancellationToken);

    public ValueTask DeadLetterAsync(LeasedDelivery delivery, Round round, AnomalyRecord anomaly, CancellationToken cancellationToken)
    {
        var bytes = new RecordWriter();
        AnomalyCodec.Write(bytes, anomaly);
        var held = false;
        return DoAsync(
            () =>
            {
                held = _deliveries.DeadLetter(delivery, round);
                if (held)
                {
                    _anomalies.InsertUnbounded(anomaly.ReceivedAt.ToUnixTimeMilliseconds(), bytes.Written);
                }
            },
            () =>
            {
                if (held)
                {
                    _deliveries.Buried(delivery);
                    _anomalies.Inserted(bytes.Length);
                }
            },
            cancellationToken);
    }

    public ValueTask ReleaseAsync(IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        DoAsync(
            _deliveries.IsDue(dueAt) ? null : () => _deliveries.SetDue(deliveries, null, dueAt),
            () => _deliveries.GiveBack(deliveries, dueAt),
            cancellationToken);

    public ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        var freed = 0L;
        return DoAsync(() => freed = _deliveries.Forget(delivery), () => _deliveries.Ended([delivery], freed), cancellationToken);
    }

    public ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken) => new(_due.WaitAsync(cancellationToken));

    public ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(int max, CancellationToken cancellationToken) =>
        _writer.RunAsync(null, () => _anomalies.Take(max), cancellationToken);

    public ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        DoAsync(() => _anomalies.Delete(anomalies), () => _anomalies.Ended(anomalies, kept: false), cancellationToken);

    public ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) =>
        DoAsync(() => _anomalies.SetAside(anomaly, reason), () => _anomalies.Ended([anomaly], kept: true), cancellationToken);

    public ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        DoAsync(null, () => _anomalies.GiveBack(anomalies), cancellationToken);

    public ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken) => new(_arrived.WaitAsync(cancellationToken));

    public async ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _writer.RunAsync(null, Refresh, cancellationToken).ConfigureAwait(false);
        }
        catch (JournalUnavailableException e)
        {
            return _state = _state with { Problem = e.Message };
        }
    }

    private ValueTask<RecordResult> Post(RecordWork work)
    {
        // Taken first: once it is posted, the object may be another record's.
        var task = work.Task;
        if (!_writer.TryPost(work))
        {
            work.Refuse();
        }

        return task;
    }

    private async ValueTask DoAsync(Action? write, Action committed, CancellationToken cancellationToken) =>
        await _writer.RunAsync(
            write,
            () =>
            {
                committed();
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    private void Wake()
    {
        List<(long, long)> woken = [];
        _writer.TryPost(new SqliteTask<bool>(
            () => woken = _deliveries.Wake(1_000),
            () =>
            {
                _deliveries.Woken(woken);
                return true;
            }));
    }

    private void Tick()
    {
        // One at a time: behind a slow disk they would pile up.
        if (Interlocked.Exchange(ref _ticking, true))
        {
            return;
        }

        if (_writer.Problem is not null)
        {
            _writer.TryPost(new SqliteTask<bool>(null, () =>
            {
                _writer.Probe();
                return true;
            }));
        }

        _retention.Tick();
        var refresh = new SqliteTask<JournalState>(null, Refresh);
        refresh.Task.ContinueWith(_ => Volatile.Write(ref _ticking, false), TaskScheduler.Default);
        if (!_writer.TryPost(refresh))
        {
            _ticking = false;
        }
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
            _writer.Problem);

        TimeSpan Age(long? received) =>
            received is { } at ? TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - at)) : TimeSpan.Zero;
    }
}
