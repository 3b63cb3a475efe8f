using System.Collections.Concurrent;
using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>Hand-overs in the database. A lease is a token on the row, and due is its end.</summary>
internal sealed partial class PostgresHandOvers : IHandOverJournal, IDisposable
{
    // Looking for what was tried before it grew too old reads everything that is due, perhaps a million.
    private static readonly TimeSpan LongestUntried = TimeSpan.FromHours(1);

    private readonly PostgresDatabase _database;
    private readonly DamagedRows _damaged;
    private readonly DestinationIds _ids;
    private readonly HandOverCounts _counts;
    private readonly HandedOverCleaning _cleaning;
    private readonly HandOverEnds _ends;
    private readonly ActivityCounts _activity;
    private readonly JournalOptions _options;
    private readonly Guid _owner;
    private readonly JournalClock _clock;
    private readonly EarliestTimer _timer;
    private readonly ConcurrentDictionary<string, AsyncManualResetEvent> _arrived = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _triedLookedAt = new(StringComparer.Ordinal);
    private readonly DestinationOrders _orders;
    private readonly FullDestinations _full = new();

    public PostgresHandOvers(
        PostgresDatabase database, DamagedRows damaged, DestinationIds ids, HandOverCounts counts,
        HandedOverCleaning cleaning, ActivityCounts activity, JournalOptions options, Guid owner, JournalClock clock)
    {
        (_database, _damaged, _ids, _counts, _cleaning, _activity, _options, _owner, _clock) = (
            database, damaged, ids, counts, cleaning, activity, options, owner, clock);
        _ends = new HandOverEnds(database, cleaning, activity, clock, destination => ArrivedAt(destination).Set());
        _orders = new DestinationOrders(database);
        _timer = new EarliestTimer(clock, Arrived);
    }

    /// <summary>Those that wait, over all destinations, and the dead letters, as they were last summed.</summary>
    public (long Waiting, long DeadLetters) Counts => (_counts.Last.Waiting, _counts.Last.DeadLetters);

    private long LeaseEnd => _clock.After(_options.LeaseDuration);

    /// <summary>Tells the other receivers that there is something to take; set once, at start.</summary>
    public Action Notify { get; set; } = () => { };

    public async ValueTask<IReadOnlyList<LeasedHandOver>> LeaseHandOversAsync(
        string destination, int max, bool inOrder, CancellationToken cancellationToken)
    {
        var arrived = ArrivedAt(destination);
        arrived.Reset();
        var id = await _ids.OfAsync(destination, cancellationToken);
        await _orders.KeepAsync(destination, id, inOrder, cancellationToken);
        var now = _clock.Now;
        var (rows, next) = await _database.LeaseAsync(
            async reader =>
            {
                var leased = await PostgresDatabase.ReadAsync(
                    reader, _damaged.LeaveOut("hand-over", Taken.Read), cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                return (leased, await PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), cancellationToken));
            },
            cancellationToken,
            (inOrder ? HandOverStatements.TakeInOrder : HandOverStatements.Take,
                [now, max, LeaseEnd, Random.Shared.NextInt64(1, long.MaxValue), _owner, id]),
            (HandOverStatements.NextDue, [id, now]));
        if (rows.Count == max)
        {
            arrived.Set();
        }
        else if (next is [var at, ..])
        {
            _timer.SetFor(at);
        }

        var taken = rows.OfType<Taken>().ToList();
        var contents = await ReadContentsAsync(taken, cancellationToken);
        return
        [
            .. taken.Where(one => one.Content == 0 || !contents.TryGetValue(one.Content, out var of) || of is not null)
                .Select(one => one.Lease(destination, contents, _clock)),
        ];
    }

    public async ValueTask<IReadOnlyList<long>> RenewHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, CancellationToken cancellationToken) =>
        await _database.LeaseAsync(
            reader => PostgresDatabase.ReadAsync(reader, row => row.GetInt64(0), cancellationToken),
            cancellationToken,
            (HandOverStatements.Renew, [Keys(handOvers), Leases(handOvers), LeaseEnd]));

    public ValueTask CompleteHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, CancellationToken cancellationToken) =>
        _ends.EndAsync(handOvers, HandOverState.Delivered, "", attempt, cancellationToken);

    public async ValueTask DeadLetterHandOverAsync(
        LeasedHandOver handOver, AttemptEntry attempt, string reason, CancellationToken cancellationToken)
    {
        await _ends.EndAsync([handOver], HandOverState.DeadLetter, reason, attempt, cancellationToken);
        await NoteFailureAsync(handOver.Destination, attempt, cancellationToken);
    }

    public async ValueTask RescheduleHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt, DateTimeOffset dueAt,
        CancellationToken cancellationToken)
    {
        var due = _clock.Of(dueAt);
        await _database.ExecuteAsync(
            HandOverStatements.Reschedule, cancellationToken, Keys(handOvers), Leases(handOvers), due,
            attempt.StartedAt.ToUnixTimeMilliseconds(),
            Lines(handOvers, attempt));
        _timer.SetFor(due);
        foreach (var name in handOvers.Select(one => one.Destination).Distinct(StringComparer.Ordinal))
        {
            await NoteFailureAsync(name, attempt, cancellationToken);
        }
    }

    public async ValueTask ReleaseHandOversAsync(
        IReadOnlyList<LeasedHandOver> handOvers, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        var due = dueAt is { } at ? _clock.Of(at) : 0L;
        await _database.ExecuteAsync(
            HandOverStatements.GiveBack, cancellationToken, Keys(handOvers), Leases(handOvers), due, _clock.Now);
        if (due == 0)
        {
            Arrived(handOvers.Select(one => one.Destination));
        }
        else
        {
            _timer.SetFor(due);
        }
    }

    public ValueTask WaitForHandOversAsync(string destination, CancellationToken cancellationToken) =>
        new(ArrivedAt(destination).WaitAsync(cancellationToken));

    public async ValueTask<int> DiscardWaitingAsync(
        string destination, string reason, int max, CancellationToken cancellationToken) =>
        (await EndWaitingAsync(
            HandOverStatements.LockWaiting, destination, HandOverState.Discarded, reason, long.MaxValue, max,
            cancellationToken)).Ended;

    public async ValueTask<(int Ended, int DeadLetters)> ExpireHandOversAsync(
        string destination, DateTimeOffset recordedBefore, int max, CancellationToken cancellationToken)
    {
        var (before, now) = (_clock.OfPast(recordedBefore), _clock.Now);
        var (ended, deadLetters) = await ExpireAsync(HandOverStatements.LockWaiting, max);
        var interval = Math.Min((long)LongestUntried.TotalMilliseconds, (now - before) / 10);
        if (ended == max || now < _triedLookedAt.GetValueOrDefault(destination, long.MinValue) + interval)
        {
            return (ended, deadLetters);
        }

        var tried = await ExpireAsync(HandOverStatements.LockTried, max - ended);
        if (tried.Ended < max - ended)
        {
            _triedLookedAt[destination] = now;
        }

        return (ended + tried.Ended, deadLetters + tried.DeadLetters);

        ValueTask<(int Ended, int DeadLetters)> ExpireAsync(string sql, int most) => EndWaitingAsync(
            sql, destination, HandOverState.DeadLetter, HandOverReasons.Expired, before, most, cancellationToken);
    }

    public IReadOnlyDictionary<string, int> TakeFull() => _full.Take();

    /// <summary>Hand-overs were recorded.</summary>
    public void Recorded(HandOverBatch batch)
    {
        batch.Written();
        _activity.Add(Counted.DeadLettered, batch.Full.Values.Sum());
        _full.Add(batch.Full);
        Arrived(batch.Destinations);
    }

    /// <summary>Payloads of deliveries that ended were kept: the last hand-over may have ended meanwhile.</summary>
    public void Kept(IEnumerable<long> deliveries) => _cleaning.Add(deliveries);

    /// <summary>Hand-overs to these destinations may be due.</summary>
    private void Arrived(IEnumerable<string> destinations)
    {
        var any = false;
        foreach (var destination in destinations)
        {
            ArrivedAt(destination).Set();
            any = true;
        }

        if (any)
        {
            Notify();
        }
    }

    /// <summary>Hand-overs to any destination may be due.</summary>
    public void Arrived()
    {
        foreach (var arrived in _arrived.Values)
        {
            arrived.Set();
        }
    }

    /// <summary>Removes what nobody needs and sums what there is.</summary>
    public async Task KeepHouseAsync()
    {
        await _cleaning.RunAsync();
        await _counts.RefreshAsync(default);
        if (_counts.Last is not (0, _, 0))
        {
            // Notices of other receivers may have been lost.
            Arrived();
        }
    }

    /// <summary>Makes due at once what a clock that was ahead has put off further than anything can be.</summary>
    public ValueTask BringForwardAsync() =>
        _database.ExecuteAsync(HandOverStatements.BringForward, default, _clock.Now, _clock.LatestDue);

    /// <summary>Gives back everything that this receiver holds: it stops.</summary>
    public ValueTask GiveBackAllAsync() =>
        _database.ExecuteAsync(HandOverStatements.GiveBackAll, default, _owner, _clock.Now);

    public void Start() => _ends.Start();

    /// <summary>Ends no more hand-overs; returns when those that wait for it are written.</summary>
    public Task StopAsync() => _ends.StopAsync();

    public void Dispose() => _timer.Dispose();

    private AsyncManualResetEvent ArrivedAt(string destination) =>
        _arrived.GetOrAdd(destination, _ => new AsyncManualResetEvent());

    // Null for one that is damaged; one that isn't there is left out.
    private async Task<Dictionary<long, FetchedContent?>> ReadContentsAsync(
        List<Taken> taken, CancellationToken cancellationToken)
    {
        var ids = taken.Select(one => one.Content).Where(content => content != 0).Distinct().ToArray();
        if (ids.Length == 0)
        {
            return [];
        }

        var read = _damaged.LeaveOut(
            "fetched conversation", row => ContentCodec.Read(row.GetFieldValue<byte[]>(1)));
        var rows = await _database.QueryAsync(
            HandOverStatements.ReadContents, row => (row.GetInt64(0), read(row)), cancellationToken, ids);
        return rows.ToDictionary(row => row.Item1, row => row.Item2);
    }

    private async ValueTask<(int Ended, int DeadLetters)> EndWaitingAsync(
        string sql, string destination, HandOverState state, string reason, long before, int max,
        CancellationToken cancellationToken)
    {
        var id = await _ids.OfAsync(destination, cancellationToken);
        var ended = await _database.TransactAsync(
            async connection =>
            {
                var locked = await connection.ReadAsync(
                    sql,
                    row => (Id: row.GetInt64(0), Topic: row.IsDBNull(1) ? "" : TopicOf(row.GetFieldValue<byte[]>(1))),
                    id,
                    max,
                    before,
                    _clock.Now);
                return await connection.ReadAsync(
                    HandOverStatements.EndLocked,
                    HandOverEnds.Read,
                    locked.Select(one => one.Id).ToArray(),
                    (short)state,
                    reason,
                    locked.Select(one => state == HandOverState.DeadLetter ? one.Topic : null).ToArray(),
                    _clock.Now);
            },
            cancellationToken);
        _cleaning.Add(ended);
        var deadLetters = state == HandOverState.DeadLetter ? ended.Count(one => one.Delivery > 0) : 0;
        _activity.Add(Counted.DeadLettered, deadLetters);
        Arrived([destination]);
        return (ended.Count, deadLetters);
    }

    private static string TopicOf(byte[] record)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(DeliveryIds.Read(record).EventType);
        }
        catch (DamagedRecordException)
        {
            return ""; // It ends all the same.
        }
    }

    private static long[] Keys(IReadOnlyList<LeasedHandOver> handOvers) => [.. handOvers.Select(one => one.Key)];

    private static string[] Lines(IReadOnlyList<LeasedHandOver> handOvers, AttemptEntry attempt) =>
        [.. handOvers.Select(one => AttemptHistory.Write(attempt.Of(one)))];

    private static long[] Leases(IReadOnlyList<LeasedHandOver> handOvers) => [.. handOvers.Select(one => one.Lease)];

    /// <summary>A row that was leased.</summary>
    private sealed record Taken(
        long Key, long Token, long Delivery, long Content, string? Error, int Attempts, DateTimeOffset? FirstAttempt,
        long Recorded,
        DateTimeOffset? LastAttempt, DeliveryRecord Record)
    {
        public static Taken Read(NpgsqlDataReader row) => new(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetInt64(2),
            row.NumberOrNull(3) ?? 0,
            row.TextOrNull(4),
            row.GetInt32(5),
            row.MomentOrNull(6),
            row.GetInt64(7),
            AttemptHistory.LastEnd(row.TextOrNull(8)),
            DeliveryCodec.Read(row.GetFieldValue<byte[]>(9)));

        public LeasedHandOver Lease(
            string destination, Dictionary<long, FetchedContent?> contents, JournalClock clock) => new()
            {
                Key = Key,
                Lease = Token,
                Destination = destination,
                Record = Record,
                Content = Content == 0 ? null : contents.GetValueOrDefault(Content),
                ConversationError = Error,
                Attempts = Attempts,
                RecordedAt = clock.WhenPast(Recorded),
                FirstAttemptAt = FirstAttempt,
                LastAttemptAt = LastAttempt,
                IsOperatorEvent = Delivery < 0,
            };
    }
}
