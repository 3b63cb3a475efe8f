using System.Globalization;
using System.Threading.Channels;
using Genesys.Receiver.Journal.Postgres.Index;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres;

/// <summary>
/// Tells the other receivers on the same database that there is something to take, and how far the index is when it is
/// behind, and learns it from them (https://www.postgresql.org/docs/15/sql-notify.html). A notice that is lost costs a
/// second: then everyone looks anyway.
/// </summary>
internal sealed partial class PostgresNotices(
    PostgresDatabase database, AsyncManualResetEvent due, AsyncManualResetEvent arrived, Action handOvers,
    OtherIndexes indexes, Guid owner, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    private const string ChannelName = "genesys_journal";
    private const string Deliveries = "deliveries";
    private const string Anomalies = "anomalies";
    private const string HandOvers = "hand_overs";
    private const string Index = "index";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // What waits to be sent; one of each kind is enough: it says "look", or is said again after a second.
    private readonly Channel<string> _outbox = Channel.CreateBounded<string>(
        new BoundedChannelOptions(4) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private Task _loops = Task.CompletedTask;
    private bool _isDeaf;

    public void Start() => _loops = Task.WhenAll(Task.Run(SendAsync), Task.Run(ListenAsync));

    /// <summary>Sets this receiver's events at once, and tells the others.</summary>
    public void Send(bool deliveries, bool anomalies)
    {
        if (deliveries)
        {
            due.Set();
            _outbox.Writer.TryWrite(Deliveries);
        }

        if (anomalies)
        {
            arrived.Set();
            _outbox.Writer.TryWrite(Anomalies);
        }
    }

    /// <summary>Tells the others that there are hand-overs.</summary>
    public void SendHandOvers() => _outbox.Writer.TryWrite(HandOvers);

    /// <summary>Tells the others that the index is behind, with what this receiver recorded since a moment.</summary>
    public void SendIndex(DateTimeOffset upTo) => _outbox.Writer.TryWrite(
        string.Create(CultureInfo.InvariantCulture, $"{Index} {upTo.ToUnixTimeMilliseconds()}"));

    public async ValueTask DisposeAsync()
    {
        _outbox.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loops;
        _stop.Dispose();
    }

    private async Task SendAsync()
    {
        await foreach (var kind in _outbox.Reader.ReadAllAsync())
        {
            try
            {
                await SendAsync(kind);
            }
            catch (Exception e) when (e is JournalUnavailableException or OperationCanceledException)
            {
                // The others look by themselves within a second.
            }
        }
    }

    // It may be lost, so it doesn't wait for the disk: notices are written one after the other.
    private ValueTask<bool> SendAsync(string kind) => database.UseAsync(
        async connection =>
        {
            await using var batch = PostgresDatabase.Batch(
                connection,
                (PostgresStatements.BeginUnpromised, []),
                ($"SELECT pg_notify('{ChannelName}', $1)", [$"{kind} {owner}"]));
            await batch.ExecuteNonQueryAsync(_stop.Token);
            return true;
        },
        _stop.Token);

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenAsync(_stop.Token);
                connection.Notification += (_, notice) => Received(notice);
                await using var listen = new NpgsqlCommand($"LISTEN {ChannelName}", connection);
                await listen.ExecuteNonQueryAsync(_stop.Token);
                _isDeaf = false;
                while (true)
                {
                    await connection.WaitAsync(_stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                if (!_isDeaf)
                {
                    // Once, not each second: the database's own problem is told of with its sentence.
                    _isDeaf = true;
                    Log.NotListening(logger, e.GetType().Name);
                }

                await Task.Delay(Pause, time, CancellationToken.None).WaitAsync(_stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Received(NpgsqlNotificationEventArgs notice)
    {
        if (notice.Payload.EndsWith(owner.ToString(), StringComparison.Ordinal))
        {
            return;
        }

        switch (notice.Payload.Split(' '))
        {
            case [Deliveries, ..]:
                due.Set();
                break;
            case [HandOvers, ..]:
                handOvers();
                break;
            case [Index, var upTo, var other] when long.TryParse(upTo, CultureInfo.InvariantCulture, out var moment):
                indexes.Heard(other, moment);
                break;
            default:
                arrived.Set();
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The journal's database can't be listened to ({Failure}); what others record is found a second "
                + "later.")]
        public static partial void NotListening(ILogger logger, string failure);
    }
}
