using Genesys.Receiver.Journal;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What a PostgreSQL database can be asked.</summary>
public class PostgresAskingTests(PostgresCluster cluster) : AskingContract
{
    [Fact]
    public async Task What_came_just_before_a_dense_minute_is_found_at_once()
    {
        var journal = await World.StartAsync();
        await journal.RecordAsync(WithoutConversation("before") with { ReceivedAt = Start }, false, Cancel);
        await World.CatchUpAsync(journal);
        await using var source = NpgsqlDataSource.Create(((PostgresWorld)World).ConnectionString + ";Pooling=false");
        await using var dense = source.CreateCommand(
            """
            INSERT INTO journal.index_entries SELECT e.key + n, e.state, e.version, e.received + 1000, e.since, e.topic, e.reason, e.status, e.attempts
            FROM journal.index_entries e, generate_series(1, 21000) n
            """);
        Assert.Equal(21_000, await dense.ExecuteNonQueryAsync(Cancel));

        Assert.Equal(["before"], await IdsAsync(journal, new DeliveryFilter { To = Start.AddMilliseconds(500) }));
        Assert.Equal(
            ["before"],
            await IdsAsync(
                journal,
                new DeliveryFilter
                {
                    To = Start.AddMilliseconds(500),
                    State = DeliveryState.Finished,
                    Topic = WithoutConversation("before").Delivery.EventType,
                }));
    }

    private protected override async Task<IJournalWorld> CreateWorldAsync() => await PostgresWorld.CreateAsync(cluster);
}
