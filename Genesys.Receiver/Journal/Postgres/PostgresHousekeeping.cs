using Genesys.Receiver.Journal.Postgres.HandOvers;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// What the journal does once a second beside its callers: finds out whether the database can be used, renews, removes
/// and counts.
/// </summary>
internal sealed partial class PostgresHousekeeping(
    PostgresDatabase database,
    PostgresDeliveries deliveries,
    PostgresAnomalies anomalies,
    PostgresHandOvers handOvers,
    PostgresRetention retention,
    PostgresCounts counts,
    JournalOptions options,
    JournalClock clock,
    string host,
    ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private volatile bool _isMigrated;
    private volatile string? _full;
    private volatile JournalState _state = new(0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, 0, "The journal isn't open yet.");
    private long _renewAt;
    private long _tidyAt;

    /// <summary>
    /// True when the database was opened: before, it may have other tables than those of this release.
    /// </summary>
    public bool IsOpen => _isMigrated;

    /// <summary>What was last counted, with the problem of the moment.</summary>
    public JournalState State =>
        _isMigrated || database.Problem is not null
            ? WithHandOvers(_state with { Problem = database.Problem }) : _state;

    /// <summary>Brings the database to the newest version, the first time that it can be reached.</summary>
    /// <exception cref="JournalUnavailableException">It can't be used now; or ever, when there is no inner
    /// exception.</exception>
    public async Task OpenAsync()
    {
        if (!_isMigrated)
        {
            clock.Set(await database.UseAsync(connection => PostgresSchema.MigrateAsync(connection, host), default));
            _isMigrated = true;
            foreach (var setting in await database.QueryAsync(
                "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'",
                row => row.GetString(0), default))
            {
                Log.UnsafeSetting(logger, host, setting);
            }
        }
    }

    /// <summary>
    /// Proves that the database can be written, and counts what it holds if that takes no time; a database that hangs
    /// shows by this not returning.
    /// </summary>
    public async Task<JournalState> CheckAsync(CancellationToken cancellationToken)
    {
        if (_isMigrated)
        {
            await database.ProbeAsync(cancellationToken);
            if (counts.IsCheap)
            {
                await CountAsync(cancellationToken);
            }
        }

        _full = counts.Full;
        return State;
    }

    /// <summary>Counts what the database holds; what was counted before stays when that takes too long.</summary>
    public async Task CountAsync(CancellationToken cancellationToken) =>
        _state = await counts.RefreshAsync(cancellationToken) ?? _state;

    public async Task RunAsync()
    {
        try
        {
            await OpenAsync();
            if (database.Problem is not null)
            {
                // Only a write ends a problem.
                await database.ProbeAsync(default);
            }

            clock.CatchUp(await database.CheckAsync(default));
            if (clock.Now >= _renewAt)
            {
                _renewAt = clock.After(options.LeaseDuration / 3);
                await anomalies.RenewAllAsync();
            }

            if (clock.Now >= _tidyAt)
            {
                _tidyAt = clock.After(Pause);
                await deliveries.BringForwardAsync();
                await handOvers.BringForwardAsync();
                await retention.RunAsync();
            }

            await handOvers.KeepHouseAsync();
            if (counts.IsDue)
            {
                await CountAsync(default);
            }

            _full = counts.Full;
        }
        catch (JournalUnavailableException e) when (e.InnerException is null)
        {
            database.Report(e.Message);
        }
        catch (JournalUnavailableException)
        {
            // It is the database's problem now, which everybody who asks is told.
        }
        catch (Exception e)
        {
            Log.HousekeepingFailed(logger, Failures.Describe(e));
        }
    }

    private JournalState WithHandOvers(JournalState state) =>
        state with
        {
            WaitingHandOvers = handOvers.Counts.Waiting,
            HandOverDeadLetters = handOvers.Counts.DeadLetters,
            Full = _full,
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4132,
            Level = LogLevel.Warning,
            Message = "The journal's database on {Host} has {Setting} = off: a power failure may lose what is "
                + "acknowledged. Set it to on.")]
        public static partial void UnsafeSetting(ILogger logger, string host, string setting);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The journal's housekeeping failed; it is tried again in a second.\n{Failure}")]
        public static partial void HousekeepingFailed(ILogger logger, string failure);
    }
}
