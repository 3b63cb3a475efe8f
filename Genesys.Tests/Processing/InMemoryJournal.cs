using Genesys.Receiver.Journal;

namespace Genesys.Tests.Processing;

/// <summary>The journal's contract for deliveries in memory, with what became of each, for tests of the pump.</summary>
internal sealed class InMemoryJournal(TimeProvider time) : IJournal
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Entry> _open = [];
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _nextKey;
    private long _nextLease;

    public List<(LeasedDelivery Delivery, Round Round)> Completed { get; } = [];

    public List<(LeasedDelivery Delivery, Round Round, DateTimeOffset DueAt)> Rescheduled { get; } = [];

    public List<(LeasedDelivery Delivery, Round Round, AnomalyRecord Anomaly)> DeadLetters { get; } = [];

    public List<LeasedDelivery> Released { get; } = [];

    public List<LeasedDelivery> Forgotten { get; } = [];

    public int Renewals { get; private set; }

    /// <summary>Set: every member throws it.</summary>
    public JournalUnavailableException? Failure { get; set; }

    public int OpenCount
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    public int LeasedCount
    {
        get
        {
            lock (_lock)
            {
                return _open.Values.Count(entry => entry.IsLeased(time.GetUtcNow()));
            }
        }
    }

    public int CompletedCount => Locked(() => Completed.Count);

    /// <summary>Lets the lease of everything run out, as if another worker had it.</summary>
    public void StealLeases() => Locked(() =>
    {
        foreach (var entry in _open.Values)
        {
            entry.Lease = ++_nextLease;
        }

        return 0;
    });

    public T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }

    public ValueTask<RecordResult> RecordAsync(DeliveryRecord record, bool lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            var entry = new Entry { Key = ++_nextKey, Record = record, DueAt = time.GetUtcNow() };
            _open.Add(entry.Key, entry);
            var leased = lease ? Lease(entry) : null;
            Signal();
            return ValueTask.FromResult(new RecordResult(RecordStatus.Recorded, leased));
        }
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDeliveriesAsync(int max, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            var now = time.GetUtcNow();
            var held = _open.Values.Where(entry => entry.IsLeased(now)).Select(entry => entry.Conversation).ToHashSet();
            var leased = new List<LeasedDelivery>();
            foreach (var entry in _open.Values)
            {
                if (leased.Count == max)
                {
                    break;
                }

                if (!entry.IsLeased(now) && entry.DueAt <= now && held.Add(entry.Conversation))
                {
                    leased.Add(Lease(entry));
                }
            }

            return ValueTask.FromResult<IReadOnlyList<LeasedDelivery>>(leased);
        }
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseConversationAsync(string account, string conversationId, int max, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            var now = time.GetUtcNow();
            return ValueTask.FromResult<IReadOnlyList<LeasedDelivery>>(
            [
                .. _open.Values
                    .Where(entry => entry.Record.Delivery.Account == account && entry.Record.Delivery.ConversationId == conversationId && !entry.IsLeased(now))
                    .Take(max).ToList().Select(Lease),
            ]);
        }
    }

    public ValueTask<IReadOnlyList<long>> RenewAsync(IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            Renewals++;
            var held = deliveries.Where(Holds).ToList();
            held.ForEach(delivery => _open[delivery.Key].LeasedUntil = time.GetUtcNow() + LeaseTime);
            return ValueTask.FromResult<IReadOnlyList<long>>([.. held.Select(delivery => delivery.Key)]);
        }
    }

    public ValueTask CompleteAsync(IReadOnlyList<LeasedDelivery> deliveries, Round round, CancellationToken cancellationToken) =>
        Change(deliveries, delivery =>
        {
            Completed.Add((delivery, round));
            _open.Remove(delivery.Key);
        });

    public ValueTask RescheduleAsync(IReadOnlyList<LeasedDelivery> deliveries, Round round, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        Change(deliveries, delivery =>
        {
            Rescheduled.Add((delivery, round, dueAt));
            var entry = _open[delivery.Key];
            entry.Rounds++;
            entry.FirstRoundAt ??= round.StartedAt;
            GiveBack(entry, dueAt);
        });

    public ValueTask DeadLetterAsync(LeasedDelivery delivery, Round round, AnomalyRecord anomaly, CancellationToken cancellationToken) =>
        Change([delivery], one =>
        {
            DeadLetters.Add((one, round, anomaly));
            _open.Remove(one.Key);
        });

    public ValueTask ReleaseAsync(IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset? dueAt, CancellationToken cancellationToken) =>
        Change(deliveries, delivery =>
        {
            Released.Add(delivery);
            GiveBack(_open[delivery.Key], dueAt ?? time.GetUtcNow());
        });

    public ValueTask ForgetAsync(LeasedDelivery delivery, CancellationToken cancellationToken) => Change([delivery], one =>
    {
        Forgotten.Add(one);
        _open.Remove(one.Key);
    });

    public async ValueTask WaitForDeliveriesAsync(CancellationToken cancellationToken)
    {
        Task signal;
        TimeSpan? wait = null;
        lock (_lock)
        {
            signal = _signal.Task;
            var now = time.GetUtcNow();
            var held = _open.Values.Where(entry => entry.IsLeased(now)).Select(entry => entry.Conversation).ToHashSet();
            if (_open.Values.Any(entry => !entry.IsLeased(now) && entry.DueAt <= now && !held.Contains(entry.Conversation)))
            {
                return;
            }

            var ahead = _open.Values.Select(entry => entry.IsLeased(now) ? entry.LeasedUntil : entry.DueAt).Where(moment => moment > now).ToList();
            wait = ahead.Count > 0 ? ahead.Min() - now : null;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = wait is { } some ? Task.Delay(some, time, stop.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token);
        await Task.WhenAny(signal, timer);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public ValueTask<RecordResult> RecordAsync(AnomalyRecord record, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<LeasedAnomaly>> LeaseAnomaliesAsync(int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ShippedAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask SetAsideAsync(LeasedAnomaly anomaly, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ReleaseAsync(IReadOnlyList<LeasedAnomaly> anomalies, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitForAnomaliesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<JournalState> GetStateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private ValueTask Change(IReadOnlyList<LeasedDelivery> deliveries, Action<LeasedDelivery> change)
    {
        lock (_lock)
        {
            ThrowIfFailing();
            deliveries.Where(Holds).ToList().ForEach(change);
            Signal();
            return ValueTask.CompletedTask;
        }
    }

    private bool Holds(LeasedDelivery delivery) => _open.TryGetValue(delivery.Key, out var entry) && entry.Lease == delivery.Lease;

    private LeasedDelivery Lease(Entry entry)
    {
        entry.Lease = ++_nextLease;
        entry.LeasedUntil = time.GetUtcNow() + LeaseTime;
        return new LeasedDelivery
        {
            Key = entry.Key,
            Lease = entry.Lease,
            Record = entry.Record,
            Rounds = entry.Rounds,
            FirstRoundAt = entry.FirstRoundAt,
        };
    }

    private static void GiveBack(Entry entry, DateTimeOffset dueAt)
    {
        entry.Lease = 0;
        entry.LeasedUntil = default;
        entry.DueAt = dueAt;
    }

    private void Signal()
    {
        var before = _signal;
        _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }

    private void ThrowIfFailing()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }

    private sealed class Entry
    {
        public required long Key { get; init; }

        public required DeliveryRecord Record { get; init; }

        public DateTimeOffset DueAt { get; set; }

        public DateTimeOffset LeasedUntil { get; set; }

        public long Lease { get; set; }

        public int Rounds { get; set; }

        public DateTimeOffset? FirstRoundAt { get; set; }

        public string Conversation => Record.Delivery.Account + "\n" + Record.Delivery.ConversationId;

        public bool IsLeased(DateTimeOffset now) => LeasedUntil > now;
    }
}
