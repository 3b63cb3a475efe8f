using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>Several receivers on one database.</summary>
public sealed class PostgresSharedTests(PostgresCluster cluster) : IAsyncLifetime
{
    private PostgresWorld? _world;
    private PostgresWorld? _other;

    private PostgresWorld World => _world!;

    /// <summary>The same database for a receiver with a clock of its own.</summary>
    private PostgresWorld Other => _other!;

    public async ValueTask InitializeAsync()
    {
        _world = await PostgresWorld.CreateAsync(cluster);
        _other = new PostgresWorld(_world.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
        {
            await _other.DisposeAsync();
            await _world!.DisposeAsync();
        }
    }

    [Fact]
    public async Task RecordOfAnother_IsFoundAtOnce()
    {
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await ListenAsync();
        Assert.Empty(await other.LeaseDeliveriesAsync(1, Cancel));
        Assert.Empty(await other.LeaseAnomaliesAsync(1, Cancel));
        var waiting = Task.WhenAll(
            other.WaitForDeliveriesAsync(Cancel).AsTask(), other.WaitForAnomaliesAsync(Cancel).AsTask());

        await one.RecordAsync(ADelivery("1"), false, Cancel);
        await one.RecordAsync(AnAnomaly("1"), Cancel);

        // The clock of the other stands still: it is told.
        await waiting;
        Assert.Single(await other.LeaseDeliveriesAsync(1, Cancel));
    }

    [Fact]
    public async Task JobOfOneReceiver_IsWorkedAtByNoOther()
    {
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        var (mine, theirs) = (((IJournalStore)one).Jobs, ((IJournalStore)other).Jobs);
        var job = await JobSteps.CreateAsync(one, JobSteps.AJob(JobAction.Replay));
        Assert.Single(await mine.LeaseAsync(10, Cancel));

        Assert.Empty(await theirs.LeaseAsync(10, Cancel));
        Assert.Null(await theirs.FreezeAsync(job.Id, [1, 2], null, true, Cancel));
        Assert.NotNull(await mine.FreezeAsync(job.Id, [1, 2, 3], null, true, Cancel));
        Assert.Null(await theirs.ActAsync(job.Id, 10, Cancel));
        var found = (await mine.FindAsync(job.Id, Cancel))!;
        Assert.Equal((3L, 0L), (found.Total, found.Failed));
    }

    [Fact]
    public async Task ReceiverThatWasSuspended_LeasesByTheDatabasesClock()
    {
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await other.RecordAsync(ADelivery("1"), false, Cancel);

        // Meanwhile the clock of the one stood still.
        World.DatabaseAhead = TimeSpan.FromMinutes(5);
        await World.SetDatabaseClockAsync();
        Other.Time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.IsTrue(
            () => one.LastState.OpenDeliveries == 1, "the one keeps house",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Single(await one.LeaseDeliveriesAsync(1, Cancel));
        Assert.Empty(await other.LeaseDeliveriesAsync(1, Cancel));
    }

    [Fact]
    public async Task IndexThatIsBehind_IsToldToTheOthers_WhileItIs()
    {
        Other.Time.Advance(TimeSpan.FromSeconds(30));
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await World.CatchUpAsync(one);
        await Other.CatchUpAsync(other);
        await ListenAsync();
        var search = ((IJournalStore)other).Search;
        Assert.Equal((Other.Time.GetUtcNow(), TimeSpan.Zero), (search.IndexedUpTo, search.Lag));

        // The clock of the other stands still: of itself it isn't behind.
        await World.ExecuteAsync("ALTER TABLE journal.index_repair RENAME TO gone");
        await Eventually.IsTrue(
            () => search.IndexedUpTo < Other.Time.GetUtcNow(), "the other is told",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.InRange(search.Lag, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));
        await World.StopAsync(one);
        await World.ExecuteAsync("ALTER TABLE journal.gone RENAME TO index_repair");

        // What was said last may be heard only now.
        await Eventually.IsTrue(
            () => search.Lag == TimeSpan.Zero, "whoever is gone isn't believed for long",
            () => Other.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task DeliveryOfARestingConversation_DoesNotStandInTheWayOfThoseThatAreDue()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(ADelivery("1", "c"), false, Cancel);
        await journal.CompleteAsync(
            await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.FromMinutes(5), Cancel);

        await journal.RecordAsync(ADelivery("2", "c"), false, Cancel);
        await journal.RecordAsync(ADelivery("3", "other"), false, Cancel);

        Assert.Equal(1, await World.CountAsync("deliveries WHERE due <= received"));
    }

    [Fact]
    public async Task EventThatIsPublishedAgain_IsProcessedOnce_WhicheverReceiversGetIt()
    {
        var receivers = new[]
        {
            await World.StartAsync(options => options.Republished = RepublishedEvents.Duplicate),
            await Other.StartAsync(options => options.Republished = RepublishedEvents.Duplicate),
        };

        var results = await Task.WhenAll(Enumerable.Range(0, 60)
            .Select(i => receivers[i % 2].RecordAsync(Published($"{i}", i / 6), false, Cancel).AsTask()));

        Assert.Equal(
            (10, 50),
            (results.Count(one => one.Status == RecordStatus.Recorded),
                results.Count(one => one.Status == RecordStatus.Duplicate)));
        Assert.Equal(
            (10, 50L), ((await receivers[0].GetStateAsync(Cancel)).OpenDeliveries, await World.CountAsync("finished")));
        Assert.Equal((10, 50), (await World.CountAsync("published"), await World.CountAsync("republished")));
    }

    [Fact]
    public async Task DuplicatesThatSeveralReceiversAnswer_AreAddedUp()
    {
        var receivers = new[] { await World.StartAsync(), await Other.StartAsync() };
        var results = await Task.WhenAll(Enumerable.Range(0, 600)
            .Select(i => receivers[i % 2].RecordAsync(ADelivery($"{i / 6}"), false, Cancel).AsTask()));
        Assert.Equal(500, results.Count(one => one.Status == RecordStatus.Duplicate));

        await Task.WhenAll(World.StopAsync(receivers[0]), Other.StopAsync(receivers[1]));

        Assert.Equal(
            (100L, 500L), (await World.CountAsync("duplicates"), await World.CountAsync(
                "duplicates, LATERAL generate_series(1, count)")));
    }

    [Fact]
    public async Task DeliveryThatWasAnsweredAsTheOnlyOne_StaysIt_ThoughAnotherWasGivenItsKeyBefore()
    {
        var journal = await World.StartAsync(options => options.Republished = RepublishedEvents.Duplicate);
        await SetNextKeyAsync(1_000);
        var first = await journal.RecordAsync(Published("first", 1), false, Cancel);
        await SetNextKeyAsync(10);

        var again = await journal.RecordAsync(Published("again", 1), false, Cancel);

        Assert.Equal((RecordStatus.Recorded, RecordStatus.Duplicate), (first.Status, again.Status));
        Assert.Equal(1_000, Assert.Single(await journal.LeaseDeliveriesAsync(10, Cancel)).Key);
    }

    [Fact]
    public async Task EventThatIsPublishedAgainToAnotherReceiver_IsShown_WhicheverIsIndexedFirst()
    {
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await one.RecordAsync(Published("first", 1), false, Cancel);
        await other.RecordAsync(Published("again", 1), false, Cancel);
        await Task.WhenAll(World.CatchUpAsync(one), Other.CatchUpAsync(other));

        var found = (await ((IJournalStore)one).Search.FindDeliveriesAsync(
            new DeliveryFilter { Republished = true }, 10, null, Cancel)).Items;

        Assert.Equal("again", Assert.Single(found).Record.Delivery.EventId);
        Assert.Equal(Start, found[0].Republished!.ReceivedAt);
    }

    private async Task SetNextKeyAsync(long key)
    {
        await using var source = NpgsqlDataSource.Create(World.ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand($"ALTER SEQUENCE journal.delivery_ids RESTART WITH {key}");
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static DeliveryRecord Published(string id, int number)
    {
        var record = ADelivery(id);
        return record with
        {
            Delivery = record.Delivery with
            {
                BusinessKey = new(Start.ToUnixTimeMilliseconds(), number),
            },
        };
    }

    [Fact]
    public async Task DeliveryThatIsErasedWhileItsFetchIsEnding_LeavesNothingToHandOver()
    {
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await one.RecordAsync(ADelivery("1", "c"), false, Cancel);
        var leased = await one.LeaseDeliveriesAsync(1, Cancel);
        await using var rest = new RowLock(World.ConnectionString);
        await rest.TakeAsync("INSERT INTO journal.resting SELECT conversation, 1 FROM journal.deliveries");
        var handedTo = new NewHandOvers
        {
            DestinationsOf = _ => ["crm"],
            Content = new FetchedContent("{}"u8.ToArray(), null),
        };
        var ending = one.CompleteAsync(leased, AnAttempt(), TimeSpan.FromSeconds(5), handedTo, Cancel).AsTask();
        await Eventually.IsTrue(() => rest.SomeoneWaitsAsync(), "the fetch's end waits for the rest's row");

        var erasing = JobSteps.RunAsync(other, JobSteps.AJob(JobAction.Erase), [leased[0].Key]);
        await Eventually.IsTrue(async () => await rest.WaitingAsync() == 2, "the job waits for the fetch's end");
        await rest.ReleaseAsync();
        await ending;

        Assert.Equal((1, 0), ((await erasing).Done, (await erasing).Failed));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task DeliveryThatIsErasedWhileItsHandOverIsReplayed_LeavesNothingToHandOver()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("1") with { HandOvers = ["crm"] }, false, Cancel);
        var handOvers = ((IJournalStore)journal).HandOvers;
        var failed = (await handOvers.LeaseHandOversAsync("crm", 1, false, Cancel))[0];
        await handOvers.DeadLetterHandOverAsync(failed, AnAttempt("http_400", 400), "refused", Cancel);

        // What a replay does to its row, at the side of another receiver.
        await using var replay = new RowLock(World.ConnectionString);
        await replay.TakeAsync("""
            UPDATE journal.hand_overs
            SET id = nextval('journal.hand_over_ids'), state = 0, due = 0, ended = NULL, reason = NULL, status = NULL, topic = NULL
            """);
        var erasing = JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), [1]);
        await Eventually.IsTrue(() => replay.SomeoneWaitsAsync(), "the job waits for the replay");
        await replay.CommitAsync();

        Assert.Equal(1, (await erasing).Done);
        await NothingIsLeftAsync();
    }

    private async Task NothingIsLeftAsync()
    {
        Assert.Equal(0, await World.CountAsync("hand_overs WHERE state IN (0, 2)"));
        Assert.Equal((0, 0), (await World.CountAsync("payloads"), await World.CountAsync("contents")));
        Assert.Equal(1, await World.CountAsync("finished WHERE position('\"id\"'::bytea IN record) = 0"));
    }

    [Fact]
    public async Task RecordWhoseNoticeIsLost_IsFoundASecondLater()
    {
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await ListenAsync();
        await cluster.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Database}' AND query LIKE 'LISTEN%'");
        Assert.Empty(await other.LeaseDeliveriesAsync(1, Cancel));
        await one.RecordAsync(ADelivery("1"), false, Cancel);

        var waiting = other.WaitForDeliveriesAsync(Cancel).AsTask();
        await Eventually.IsTrue(
            () => waiting.IsCompleted, "it looks by itself", () => Other.Time.Advance(TimeSpan.FromSeconds(1)));
        await waiting;
        Assert.Single(await other.LeaseDeliveriesAsync(1, Cancel));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task ReceiverWhoseClockIsADayOff_NeitherTakesWhatAnotherHolds_NorKeepsItLonger(int days)
    {
        Other.Time.Step(TimeSpan.FromDays(days));
        var (one, other) = (await World.StartAsync(), await Other.StartAsync());
        await one.RecordAsync(ADelivery("1", "c"), false, Cancel);
        var lease = await one.LeaseDeliveriesAsync(1, Cancel);

        Assert.Empty(await other.LeaseDeliveriesAsync(1, Cancel));
        Assert.Equal([lease[0].Key], await one.RenewAsync(lease, Cancel));
        await one.ReleaseAsync(lease, null, Cancel);
        Assert.Single(await other.LeaseDeliveriesAsync(1, Cancel));
        Assert.Empty(await one.LeaseDeliveriesAsync(1, Cancel));

        // More than a lease: each clock was set at its own start, and the two may be seconds apart.
        World.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(await one.LeaseDeliveriesAsync(1, Cancel));
    }

    [Fact]
    public async Task DatabaseOfANewerRelease_StopsTheStart()
    {
        await World.StopAsync(await World.StartAsync());
        await World.ExecuteAsync("UPDATE journal.version SET version = 1000");

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => World.StartAsync());

        Assert.Contains("was written by a newer release", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserWithoutRights_IsTold_AndTheSchemaAloneIsEnough()
    {
        var role = Database + "_user";
        await cluster.ExecuteAsync($"CREATE ROLE {role} LOGIN");
        await World.ExecuteAsync("DROP SCHEMA journal CASCADE");
        var journal = (PostgresJournal)await World.StartAsync(
            options => options.ConnectionString += $";Username={role}");
        Assert.Contains("may not do what the journal needs", journal.LastState.Problem, StringComparison.Ordinal);

        await World.ExecuteAsync($"CREATE SCHEMA journal AUTHORIZATION {role}");

        await Eventually.IsTrue(
            () => journal.LastState.Problem is null, "it goes on", () => World.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    private string Database => new NpgsqlConnectionStringBuilder(World.ConnectionString).Database!;

    // Both receivers listen.
    private Task ListenAsync() => Eventually.IsTrue(
        async () =>
        {
            await using var source = NpgsqlDataSource.Create(World.ConnectionString + ";Pooling=false");
            await using var command = source.CreateCommand(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'");
            return (long)(await command.ExecuteScalarAsync(Cancel))! == 2;
        },
        "both listen");
}
