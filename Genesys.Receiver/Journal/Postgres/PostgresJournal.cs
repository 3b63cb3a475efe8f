using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>The journal in a PostgreSQL database that several receivers share.</summary>
internal sealed partial class PostgresJournal : IJournal, IJournalStore
{
    private static readonly TimeSpan _tick = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Signal _due = new();
    private readonly Signal _arrived = new();
    private readonly Alarm _alarm;
    private readonly PostgresDatabase _database;
    private readonly PostgresDeliveries _deliveries;
    private readonly PostgresAnomalies _anomalies;
    private readonly PostgresCounts _counts;
    private readonly PostgresNotices _notices;
    private readonly PostgresRetention _retention;
    private readonly PostgresWriter _writer;
    private readonly TimeSpan _renewal;
    private DateTimeOffset _renewed;
    private ITimer? _ticks;
    private bool _isDisposed;
    private bool _ticking;
    private volatile bool _isMigrated;
    private volatile JournalState _state = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, 0, "The journal isn't open yet.");

    public PostgresJournal(IOptions<JournalOptions> options, TimeProvider time, ReceiverMetrics metrics, ILogger<PostgresJournal> logger)
    {
        _time = time;
        _logger = logger;
        _alarm = new Alarm(time, _due.Raise);

        // An outage must show within seconds, so that intake answers 503 instead of letting callers hang.
        var connection = new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { Timeout = 5, CommandTimeout = 15, Enlist = false };
        connection.ApplicationName ??= "Genesys.Receiver";
        connection.KeepAlive = connection.KeepAlive == 0 ? 30 : connection.KeepAlive;

        // The same dozen statements for ever: the server parses and plans each once per connection. Who pools with something that can't have it says 0.
        connection.MaxAutoPrepare = connection.ContainsKey("Max Auto Prepare") ? connection.MaxAutoPrepare : 50;
        var owner = Guid.NewGuid();
        _database = new PostgresDatabase(new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = "journal" }.Build(), connection.Host ?? "?", logger);
        _deliveries = new PostgresDeliveries(_database, options.Value, owner, time);
        _anomalies = new PostgresAnomalies(_database, options.Value, owner, time);
        _counts = new PostgresCounts(_database, options.Value, time);
        _notices = new PostgresNotices(_database, _due, _arrived, owner, time, logger);
        _retention = new PostgresRetention(_database, options.Value, time);
        Administration = new PostgresAdministration(_database, _notices, time);
        _writer = new PostgresWriter(_database, _counts, _notices, options.Value, owner, time, metrics, logger);
        _renewal = options.Value.LeaseDuration / 3;
    }

    public JournalState LastState => _state;

    public IJournalAdministration Administration { get; }

    public async Task StartAsync()
    {
        try
        {
            await MigrateAsync().ConfigureAwait(false);
            _state = await _counts.RefreshAsync(default).ConfigureAwait(false);
        }
        catch (JournalUnavailableException e) when (e.InnerException is not null)
        {
            _state = _state with { Problem = e.Message };
        }

        _due.Raise();
        _arrived.Raise();
        _writer.Start();
        _notices.Start();
        _ticks = _time.CreateTimer(_ => Tick(), null, _tick, _tick);
    }

    public async ValueTask DisposeAsync()
    {
        // The host's end and the container's both come here, and a host may be stopped twice.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (_ticks is not null)
        {
            await _ticks.DisposeAsync().ConfigureAwait(false);
        }

        await _writer.StopAsync().ConfigureAwait(false);
        await _notices.DisposeAsync().ConfigureAwait(false);
        _alarm.Dispose();
        try
        {
            await _deliveries.GiveBackAllAsync().ConfigureAwait(false);
            await _anomalies.GiveBackAllAsync().ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            // Their time runs out by itself.
        }

        _database.Close();
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask<RecordResult> RecordAsync(DeliveryRecord record, bool lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.RecordAsync(PostgresRecord.Of(record, lease)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.RecordAsync(PostgresRecord.Of(record)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(int max, CancellationToken cancellationToken)
    {
        _due.Lower();
        var taken = await _deliveries.TakeAsync(max, cancellationToken).ConfigureAwait(false);
        if (taken.Count == max)
        {
            _due.Raise();
        }
        else if (await _deliveries.NextDueAsync(cancellationToken).ConfigureAwait(false) is { } next)
        {
            _alarm.SetFor(next);
        }

        return taken;
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(
        string account, string conversationId, int max, CancellationToken cancellationToken) =>
        _deliveries.TakeConversationAsync(account, conversationId, max, cancellationToken);

    public ValueTask<IReadOnlyList<long>> RenewAsync(IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken) =>
        _deliveries.RenewAsync(deliveries, cancellationToken);

    public async ValueTask CompleteAsync(IReadOnlyList<LeasedDelivery> deliveries, Round round, CancellationToken cancellationToken)
    {
        await _deliveries.FinishAsync(deliveries, round, cancellationToken).ConfigureAwait(false);
        Freed(deliveries);
    }

    public async ValueTask RescheduleAsync(
        IReadOnlyList<LeasedDelivery> deliveries, Round round, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        await _deliveries.EndRoundAsync(deliveries, round, dueAt, cancellationToken).ConfigureAwait(false);
        _alarm.SetFor(dueAt.ToUnixTimeMilliseconds());
        Freed(deliveries);
    }

    public async ValueTask DeadLetterAsync(LeasedDelivery delivery, Round round, AnomalyRecord anomaly, CancellationToken cancellationToken)
    {
        await _deliveries.BuryAsync(delivery, round, PostgresRecord.Of(anomaly), cancellationToken).ConfigureAwait(false);
        _notices.Send(deliveries: false, anomalies: true);
        Freed([delivery]);
    }

    public async ValueTask ReleaseAsync(IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        await _deliveries.GiveBackAsync(deliveries, dueAt, cancellationToken).ConfigureAwait(false);
        if (dueAt is { } at)
        {
            _alarm.SetFor(at.ToUnixTimeMilliseconds());
        }
        else
        {
            _notices.Send(deliveries: true, anomalies: false);
        }

        Freed(deliveries);
    }

    public async ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken)
    {
        await _deliveries.RemoveAsync(delivery, cancellationToken).ConfigureAwait(false);
        Freed([delivery]);
    }

    public ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken) => new(_due.WaitAsync(cancellationToken));

    public async ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(int max, CancellationToken cancellationToken)
    {
        _arrived.Lower();
        var taken = await _anomalies.TakeAsync(max, cancellationToken).ConfigureAwait(false);
        if (taken.Count == max)
        {
            _arrived.Raise();
        }

        return taken;
    }

    public async ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        await _anomalies.DeleteAsync(anomalies, cancellationToken).ConfigureAwait(false);

    public async ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) =>
        await _anomalies.SetAsideAsync(anomaly, reason, cancellationToken).ConfigureAwait(false);

    public async ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken)
    {
        await _anomalies.GiveBackAsync(anomalies, cancellationToken).ConfigureAwait(false);
        _notices.Send(deliveries: false, anomalies: true);
    }

    public ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken) => new(_arrived.WaitAsync(cancellationToken));

    public async ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_counts.IsCheap)
            {
                _state = await _counts.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            return _state = _state with { Problem = _database.Problem };
        }
        catch (JournalUnavailableException e)
        {
            return _state = _state with { Problem = e.Message };
        }
    }

    // What is behind them in their conversations can be taken now.
    private void Freed(IReadOnlyList<LeasedDelivery> deliveries)
    {
        if (deliveries.Count > 0)
        {
            _due.Raise();
        }
    }

    private ValueTask<bool> MigrateAsync() => _database.UseAsync(
        async connection =>
        {
            await PostgresSchema.MigrateAsync(connection).ConfigureAwait(false);
            _isMigrated = true;
            return true;
        },
        default);

    private void Tick()
    {
        // One at a time: behind a slow database they would pile up.
        if (!Interlocked.Exchange(ref _ticking, true))
        {
            _ = Task.Run(TickAsync);
        }
    }

    private async Task TickAsync()
    {
        try
        {
            if (!_isMigrated)
            {
                await MigrateAsync().ConfigureAwait(false);
            }

            var now = _time.GetUtcNow();
            if (now - _renewed >= _renewal)
            {
                _renewed = now;
                await _anomalies.RenewAllAsync().ConfigureAwait(false);
            }

            if (_database.Problem is not null)
            {
                await _database.ProbeAsync().ConfigureAwait(false);
            }

            await _retention.RunAsync().ConfigureAwait(false);
            if (_counts.IsDue)
            {
                _state = await _counts.RefreshAsync(default).ConfigureAwait(false) with { Problem = _database.Problem };
            }
            else
            {
                await _database.QueryAsync("SELECT 1", row => row.GetInt32(0), default).ConfigureAwait(false);
            }

            if (_state.OpenDeliveries > 0)
            {
                _due.Raise();
            }

            if (_state.OpenAnomalies > 0)
            {
                _arrived.Raise();
            }
        }
        catch (JournalUnavailableException e)
        {
            _state = _state with { Problem = e.Message };
        }
        catch (Exception e)
        {
            Log.TickFailed(_logger, e);
        }
        finally
        {
            Volatile.Write(ref _ticking, false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4131, Level = LogLevel.Error, Message = "The journal's housekeeping failed; it is tried again in a second.")]
        public static partial void TickFailed(ILogger logger, Exception cause);
    }
}
