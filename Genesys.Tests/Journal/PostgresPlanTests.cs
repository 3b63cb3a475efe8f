using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres.Index;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// What a statement reads doesn't grow with the journal. The server plans it while hardly any row is there, and keeps
/// that plan; how many rows it read afterwards is what the server's own statistics say, whatever the plan looks like.
/// A vacuum tells it how many rows there are at that moment, which for most tables of an idle receiver is none; before
/// the first one it believes that there are some.
/// </summary>
public sealed class PostgresPlanTests(PostgresCluster cluster)
{
    // Npgsql prepares a statement when it sees it the fifth time, and the server keeps a plan at the sixth time after
    // that; some connections take turns.
    private const int BeforeItIsKept = 60;
    private const int Times = 10;
    private const int Rows = 1_500;

    // Rows of a table that one use may read: what it is about, and what it looks up for each of that.
    private const int MostRowsRead = 200;

    // The check of the index and retention may each read a table once meanwhile.
    private const int MostByOthers = 2 * Rows;

    // Counted or summed up every second, compared every hour, or read by the test itself.
    private static readonly string[] Counted =
        ["deliveries", "dead_letters", "anomalies", "hand_over_counts", "index_entries", "activity"];

    private static readonly Dictionary<string, Func<IJournal, string, Task>> Uses = new(StringComparer.Ordinal)
    {
        ["records"] = async (journal, id) => await RecordAsync(journal, id),
        ["records again"] = async (journal, id) =>
        {
            await RecordAsync(journal, id);
            await RecordAsync(journal, id);
        },
        ["leases what is due"] = async (journal, _) => await journal.LeaseDeliveriesAsync(5, Cancel),
        ["joins a conversation"] = async (journal, id) => await TakeAsync(journal, id),
        ["finishes"] = async (journal, id) => await journal.CompleteAsync(
            await TakeAsync(journal, id), AnAttempt(), TimeSpan.FromSeconds(10), null, Cancel),
        ["finishes with hand-overs"] = FinishWithHandOversAsync,
        ["renews"] = async (journal, id) => await journal.RenewAsync(await TakeAsync(journal, id), Cancel),
        ["reschedules"] = async (journal, id) => await journal.RescheduleAsync(
            await TakeAsync(journal, id), AnAttempt("timeout", 0), Start.AddHours(1), Cancel),
        ["replays"] = async (journal, id) => await ActAsync(journal, JobAction.Replay, id),
        ["discards"] = async (journal, id) => await ActAsync(journal, JobAction.Discard, id),
        ["erases"] = async (journal, id) => await ActAsync(journal, JobAction.Erase, id),
        ["releases"] = async (journal, id) => await journal.ReleaseAsync(await TakeAsync(journal, id), null, Cancel),
        ["makes a dead letter"] = async (journal, id) => await DeadLetterAsync(journal, id),
        ["forgets"] = async (journal, id) => await journal.ForgetAsync((await TakeAsync(journal, id))[0], Cancel),
        ["finds by an id"] = async (journal, id) => await ((IJournalStore)journal).Search.FindDeliveriesAsync(
            new DeliveryFilter { EventId = id }, 10, null, Cancel),
        ["indexes"] = async (journal, id) =>
        {
            await RecordAsync(journal, id);
            await ((PostgresSearch)((IJournalStore)journal).Search).CatchUpAsync();
        },
        ["records with a hand-over"] = async (journal, id) => await RecordAsync(journal, id, "crm"),
        ["leases hand-overs"] = async (journal, id) => await TakeHandOversAsync(journal, id, inOrder: false),
        ["leases hand-overs in order"] = async (journal, id) => await TakeHandOversAsync(journal, id, inOrder: true),
        ["ends hand-overs"] = async (journal, id) => await HandOvers(journal).CompleteHandOversAsync(
            await TakeHandOversAsync(journal, id, inOrder: false), AnAttempt(), Cancel),
        ["renews hand-overs"] = async (journal, id) => await HandOvers(journal).RenewHandOversAsync(
            await TakeHandOversAsync(journal, id, inOrder: false), Cancel),
        ["reschedules hand-overs"] = async (journal, id) => await HandOvers(journal).RescheduleHandOversAsync(
            await TakeHandOversAsync(journal, id, inOrder: false), AnAttempt("timeout", 0), Start.AddHours(1), Cancel),
        ["ships anomalies"] = async (journal, id) =>
        {
            await journal.RecordAsync(AnAnomaly(id), Cancel);
            await journal.ShippedAsync(await journal.LeaseAnomaliesAsync(1, Cancel), Cancel);
        },
        ["releases hand-overs"] = async (journal, id) => await HandOvers(journal).ReleaseHandOversAsync(
            await TakeHandOversAsync(journal, id, inOrder: false), null, Cancel),
    };

    // How often it was used when the journal was vacuumed; null where it never was. A table with no row at all is
    // planned for otherwise than one with some.
    public static TheoryData<string, int?> Used =>
        new(Uses.Keys.SelectMany(what => new (string, int?)[] { (what, null), (what, 0), (what, 10) }));

    [Theory]
    [MemberData(nameof(Used))]
    public async Task Use_ThatWasPlannedWhileTheJournalWasNearlyEmpty_ReadsFewRowsOfAFullOne(string what, int? vacuumed)
    {
        await using var world = await PostgresWorld.CreateAsync(cluster);
        var journal = await world.StartAsync();
        if (vacuumed is { } times)
        {
            await UseAsync(journal, what, times);
            await world.ExecuteAsync("VACUUM (ANALYZE)");
        }

        await UseAsync(journal, what, BeforeItIsKept);
        await FillAsync(world, journal);
        await UseAsync(journal, what, Times);
        AssertFew(await RowsReadAsync(world));
    }

    [Fact]
    public async Task Retention_WhileNothingHasExpired_ReadsFewRowsOfAFullJournal()
    {
        await using var world = await PostgresWorld.CreateAsync(cluster);
        var journal = await world.StartAsync();
        await UseAsync(journal, "finishes with hand-overs", 1);
        await world.ExecuteAsync("VACUUM (ANALYZE)");
        await TidyAsync(world, BeforeItIsKept / 2);
        await FillAsync(world, journal);
        await TidyAsync(world, Times);
        AssertFew((await RowsReadAsync(world)).Where(table => !Counted.Contains(table.Name)).ToList());
    }

    private static void AssertFew(List<(string Name, long Rows)> read) => Assert.True(
        read.All(table => table.Rows < (Times * MostRowsRead) + MostByOthers),
        $"{Times} times, beside {Rows} of each, it read {string.Join(", ", read)}.");

    // What is removed last is gone when all is done.
    private static async Task TidyAsync(PostgresWorld world, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await world.ExecuteAsync("INSERT INTO journal.activity VALUES (0, 1, 0, 0, 0, 0, 0, 0)");
            world.Time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.IsTrue(
                async () =>
                {
                    world.Time.Advance(TimeSpan.FromSeconds(1));
                    return await world.CountAsync("activity WHERE minute = 0") == 0;
                },
                "what is kept for a time has been gone through");
        }
    }

    private static async Task UseAsync(IJournal journal, string what, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Uses[what](journal, Guid.NewGuid().ToString());
        }
    }

    private static IHandOverJournal HandOvers(IJournal journal) => ((IJournalStore)journal).HandOvers;

    private static async Task RecordAsync(IJournal journal, string id, params string[] destinations) =>
        await journal.RecordAsync(ADelivery(id) with { HandOvers = destinations }, false, Cancel);

    private static async Task<IReadOnlyList<LeasedDelivery>> TakeAsync(IJournal journal, string id)
    {
        await RecordAsync(journal, id);
        var delivery = ADelivery(id).Delivery;
        return await journal.LeaseConversationAsync(delivery.Account, delivery.ConversationId!.Value, 5, Cancel);
    }

    private static async Task<long> DeadLetterAsync(IJournal journal, string id)
    {
        var delivery = (await TakeAsync(journal, id))[0];
        await journal.DeadLetterAsync(delivery, AnAttempt("gone", 404), AnAnomaly(id), null, Cancel);
        return delivery.Key;
    }

    private static async Task ActAsync(IJournal journal, JobAction action, string id) => Assert.Equal(
        1L, (await JobSteps.RunAsync(journal, JobSteps.AJob(action), [await DeadLetterAsync(journal, id)])).Done);

    private static async Task FinishWithHandOversAsync(IJournal journal, string id) => await journal.CompleteAsync(
        await TakeAsync(journal, id), AnAttempt(), TimeSpan.Zero,
        new NewHandOvers { DestinationsOf = _ => ["crm"], Content = new FetchedContent("{}"u8.ToArray(), null) },
        Cancel);

    private static async Task<IReadOnlyList<LeasedHandOver>> TakeHandOversAsync(
        IJournal journal, string id, bool inOrder)
    {
        await RecordAsync(journal, id, "crm");
        return await HandOvers(journal).LeaseHandOversAsync("crm", 1, inOrder, Cancel);
    }

    // Copies of one delivery that is open and handed over, half of them due.
    private static async Task FillAsync(PostgresWorld world, IJournal journal)
    {
        await RecordAsync(journal, "copied", "crm");
        await world.ExecuteAsync($"""
            CREATE TABLE fake.copied AS SELECT d.id AS first, d.received, d.record, h.destination, h.in_order FROM journal.deliveries d
                JOIN journal.hand_overs h ON h.delivery = d.id ORDER BY d.id DESC LIMIT 1;
            CREATE TABLE fake.keys AS SELECT nextval('journal.delivery_ids') AS id, i, received + 3600000 * (i % 2) AS due, fake.copied.*
                FROM fake.copied, generate_series(1, {Rows}) i;
            INSERT INTO journal.deliveries (id, received, due, conversation, event, record)
                SELECT id, received, due, id, decode(md5(id::text), 'hex'), record FROM fake.keys;
            INSERT INTO journal.known_events (event, id, at) SELECT decode(md5(id::text), 'hex'), id, received FROM fake.keys;
            INSERT INTO journal.resting (conversation, at) SELECT id + 1000000, received + 10000 FROM fake.keys;
            INSERT INTO journal.finished (id, at, record) SELECT id + 1000000, received, record FROM fake.keys;
            INSERT INTO journal.dead_letters (id, at, round_count, record) SELECT id + 2000000, received, 1, record FROM fake.keys;
            INSERT INTO journal.payloads (id, record) SELECT id + 3000000, record FROM fake.keys;
            INSERT INTO journal.contents (id, record) SELECT id + 3000000, record FROM fake.keys;
            INSERT INTO journal.hand_overs (id, destination, delivery, conversation, in_order, recorded, due)
                SELECT nextval('journal.hand_over_ids'), destination, id, id, in_order, received, due FROM fake.keys;
            INSERT INTO journal.hand_overs (id, destination, delivery, conversation, in_order, recorded, due, content)
                SELECT nextval('journal.hand_over_ids'), destination, id + 3000000, id, in_order, received, due, id + 3000000 FROM fake.keys;
            INSERT INTO journal.hand_overs (id, destination, delivery, conversation, in_order, recorded, state, ended)
                SELECT nextval('journal.hand_over_ids'), destination, id + 1000000, id, in_order, received, 1, received FROM fake.keys;
            INSERT INTO journal.anomalies (id, received, record, shipped) OVERRIDING SYSTEM VALUE
                SELECT 1000000 + i, received, record, received FROM fake.keys;
            INSERT INTO journal.index_entries (key, state, version, received, since, topic, reason, status, attempts)
                SELECT id, 0, 0, received, received, 1, 1, 0, 0 FROM fake.keys;
            INSERT INTO journal.index_ids (hash, key, space) SELECT i, id, 0 FROM fake.keys;
            """);
    }

    // A connection's share is added when it ends.
    private static async Task<List<(string Name, long Rows)>> RowsReadAsync(PostgresWorld world)
    {
        await using var source = NpgsqlDataSource.Create(world.ConnectionString + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var end = new NpgsqlCommand(
            """
            SELECT array_agg(pid) FROM (
                SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) ended
            """,
            connection);
        var ended = (int[])(await end.ExecuteScalarAsync(Cancel))!;
        await using var left = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY ($1)", connection)
        {
            Parameters = { new NpgsqlParameter { Value = ended } },
        };
        await Eventually.IsTrue(
            async () => (long)(await left.ExecuteScalarAsync(Cancel))! == 0, "the connections have ended");
        await using var read = new NpgsqlCommand(
            """
            SELECT relname::text, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
            WHERE schemaname = 'journal' AND seq_tup_read + coalesce(idx_tup_fetch, 0) > 0 ORDER BY 2 DESC
            """,
            connection);
        await using var reader = await read.ExecuteReaderAsync(Cancel);
        var rows = new List<(string, long)>();
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return rows;
    }
}
