using System.Diagnostics.Metrics;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Telemetry;
using Genesys.Receiver.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Processing;

/// <summary>
/// The SQLite journal on a file of its own, which keeps what became of each delivery, and can be away.
/// </summary>
internal sealed class RecordingJournal : IJournal, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, LeasedDelivery> _held = [];
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    // In memory where the system has such a folder: what is tested here isn't the disk.
    private readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", "pump-" + Guid.NewGuid().ToString("n")))
        : Directory.CreateTempSubdirectory("pump-");

    private readonly SqliteJournal _journal;
    private readonly TimeProvider _time;
    private int _calls;

    private RecordingJournal(TimeProvider time)
    {
        _time = time;
        _journal = new SqliteJournal(
            Options.Create(new JournalOptions { ConnectionString = Path.Combine(_folder.FullName, "journal.db") }),
            time,
            new ReceiverMetrics(_services.GetRequiredService<IMeterFactory>()),
            NullLogger<SqliteJournal>.Instance,
            new DestinationLimits());
    }

    public IHandOverJournal HandOvers => _journal.HandOvers;

    public List<(LeasedDelivery Delivery, AttemptEntry Attempt)> Completed { get; } = [];

    public List<(LeasedDelivery Delivery, AttemptEntry Attempt, DateTimeOffset DueAt)> Rescheduled { get; } = [];

    public List<(LeasedDelivery Delivery, AttemptEntry Attempt, AnomalyRecord Anomaly)> DeadLetters { get; } = [];

    /// <summary>What was recorded for destinations, with the end of its processing.</summary>
    public List<(LeasedDelivery Delivery, IReadOnlyList<string> Destinations, NewHandOvers What)> HandedOver { get; } =
        [];

    public List<LeasedDelivery> Released { get; } = [];

    public List<LeasedDelivery> Forgotten { get; } = [];

    public int Renewals { get; private set; }

    /// <summary>Set: every member throws it.</summary>
    public JournalUnavailableException? Failure { get; set; }

    public int OpenCount =>
        (int)_journal.GetStateAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult().OpenDeliveries;

    public int LeasedCount => Locked(() => _held.Count);

    /// <summary>True when nothing is held, due or on its way: all that is open waits for its time.</summary>
    public bool IsQuiet
    {
        get
        {
            // What the clock has made due is done before this is answered.
            _ = OpenCount;
            return Locked(() => _held.Count + _calls) == 0
                && !_journal.WaitForDeliveriesAsync(CancellationToken.None).AsTask().IsCompleted;
        }
    }

    public int CompletedCount => Locked(() => Completed.Count);

    public CancellationToken Unreachable => _journal.Unreachable;

    public JournalState LastState => _journal.LastState;

    public static async Task<RecordingJournal> StartAsync(TimeProvider time)
    {
        var journal = new RecordingJournal(time);
        await journal._journal.StartAsync();
        return journal;
    }

    public T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    /// <summary>Gives everything that is held to another worker.</summary>
    public async Task StealLeasesAsync()
    {
        foreach (var delivery in Locked(() => _held.Values.ToList()))
        {
            // Due later, so that nobody else takes it in between.
            await _journal.ReleaseAsync([delivery], _time.GetUtcNow().AddHours(1), CancellationToken.None);
            await _journal.LeaseConversationAsync(
                delivery.Record.Delivery.Account, delivery.Record.Delivery.ConversationId!.Value, 1,
                CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public async ValueTask<RecordResult> RecordAsync(
        DeliveryRecord record, bool lease, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        var result = await _journal.RecordAsync(record, lease, cancellationToken);
        Hold(result.Lease is { } leased ? [leased] : []);
        return result;
    }

    public ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken) =>
        _journal.RecordAsync(record, cancellationToken);

    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(
        int max, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        Locked(() => _calls++);
        try
        {
            return Hold(await _journal.LeaseDeliveriesAsync(max, cancellationToken));
        }
        finally
        {
            Locked(() => _calls--);
        }
    }

    public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(
        string account, ConversationId conversationId, int max, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return Hold(await _journal.LeaseConversationAsync(account, conversationId, max, cancellationToken));
    }

    public async ValueTask<IReadOnlyList<long>> RenewAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        var renewed = await _journal.RenewAsync(deliveries, cancellationToken);
        Renewals++;
        return renewed;
    }

    public ValueTask CompleteAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, TimeSpan rest,
        NewHandOvers? handOvers, CancellationToken cancellationToken) =>
        EndAsync(
            deliveries, () => _journal.CompleteAsync(deliveries, attempt, rest, handOvers, cancellationToken),
            delivery =>
            {
                Completed.Add((delivery, attempt));
                Note(delivery, handOvers);
            });

    public ValueTask RescheduleAsync(
        IReadOnlyList<LeasedDelivery> deliveries, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken) =>
        EndAsync(
            deliveries,
            () => _journal.RescheduleAsync(deliveries, attempt, dueAt, cancellationToken),
            delivery => Rescheduled.Add((delivery, attempt, dueAt)));

    public ValueTask DeadLetterAsync(
        LeasedDelivery delivery, AttemptEntry attempt, AnomalyRecord anomaly, NewHandOvers? handOvers,
        CancellationToken cancellationToken) =>
        EndAsync(
            [delivery],
            () => _journal.DeadLetterAsync(delivery, attempt, anomaly, handOvers, cancellationToken),
            one =>
            {
                DeadLetters.Add((one, attempt, anomaly));
                Note(one, handOvers);
            });

    public ValueTask ReleaseAsync(
        IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        EndAsync(deliveries, () => _journal.ReleaseAsync(deliveries, dueAt, cancellationToken), Released.Add);

    public ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken) =>
        EndAsync([delivery], () => _journal.ForgetAsync(delivery, cancellationToken), Forgotten.Add);

    public ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken) =>
        _journal.WaitForDeliveriesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(int max, CancellationToken cancellationToken) =>
        _journal.LeaseAnomaliesAsync(max, cancellationToken);

    public ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        _journal.ShippedAsync(anomalies, cancellationToken);

    public ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) =>
        _journal.SetAsideAsync(anomaly, reason, cancellationToken);

    public ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) =>
        _journal.ReleaseAsync(anomalies, cancellationToken);

    public ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken) =>
        _journal.WaitForAnomaliesAsync(cancellationToken);

    public ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken) =>
        _journal.GetStateAsync(cancellationToken);

    private IReadOnlyList<LeasedDelivery> Hold(IReadOnlyList<LeasedDelivery> deliveries) => Locked(() =>
    {
        foreach (var delivery in deliveries)
        {
            _held[delivery.Key] = delivery;
        }

        return deliveries;
    });

    // One whose lease is another's is left alone, as the journal does.
    private async ValueTask EndAsync(
        IReadOnlyList<LeasedDelivery> deliveries, Func<ValueTask> end, Action<LeasedDelivery> note)
    {
        ThrowIfFailing();
        var held = (await _journal.RenewAsync(deliveries, CancellationToken.None)).ToHashSet();
        await end();
        Locked(() =>
        {
            foreach (var delivery in deliveries.Where(delivery => held.Contains(delivery.Key)))
            {
                note(delivery);

                // The pump may have leased it again by now.
                if (_held.TryGetValue(delivery.Key, out var mine) && mine.Lease == delivery.Lease)
                {
                    _held.Remove(delivery.Key);
                }
            }

            return held.Count;
        });
    }

    private void Note(LeasedDelivery delivery, NewHandOvers? handOvers)
    {
        if (handOvers is not null)
        {
            HandedOver.Add((delivery, handOvers.DestinationsOf(delivery), handOvers));
        }
    }

    private void ThrowIfFailing()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
