using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Postgres;
using Npgsql;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>A database that acknowledges what isn't on its disk yet is refused, whatever made it so.</summary>
public sealed class PostgresPromiseTests(PostgresCluster cluster) : IAsyncLifetime
{
    private PostgresWorld? _world;

    private PostgresWorld World => _world!;

    private string Database => new NpgsqlConnectionStringBuilder(World.ConnectionString).Database!;

    public async ValueTask InitializeAsync() => _world = await PostgresWorld.CreateAsync(cluster);

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData("off")]
    [InlineData("OFF")]
    [InlineData("false")]
    [InlineData("0")]
    public async Task SwitchedOffInTheConnectionString_StopsTheStart(string value)
    {
        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => World.StartAsync(options => options.ConnectionString += $";Options=-c synchronous_commit={value}"));

        Assert.Contains("synchronous_commit = off", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task SwitchedOffForTheDatabase_StopsTheStart()
    {
        await cluster.ExecuteAsync($"ALTER DATABASE {Database} SET synchronous_commit = off");

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => World.StartAsync());

        Assert.Contains("synchronous_commit = off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SwitchedOffForTheRole_StopsTheStart()
    {
        var role = Database + "_role";
        await cluster.ExecuteAsync(
            $"CREATE ROLE {role} LOGIN SUPERUSER; ALTER ROLE {role} SET synchronous_commit = off");

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => World.StartAsync(options => options.ConnectionString += $";Username={role}"));

        Assert.Contains("synchronous_commit = off", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("remote_write")]
    [InlineData("on")]
    public async Task WaitingForTheDisk_IsEnough(string value)
    {
        var journal = await World.StartAsync(
            options => options.ConnectionString += $";Options=-c synchronous_commit={value}");

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    [Fact]
    public async Task SwitchedOffWhileItRuns_NothingMoreIsAcknowledged_UntilItIsOnAgain()
    {
        var journal = (PostgresJournal)await World.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var lease = await journal.LeaseDeliveriesAsync(1, Cancel);

        await SwitchAsync("off");
        await Eventually.IsTrue(
            () => journal.LastState.Problem?.Contains("synchronous_commit = off", StringComparison.Ordinal) is true,
            "it is noticed without traffic",
            () => World.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(RecordStatus.Unavailable, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
        Assert.Equal(RecordStatus.Unavailable, (await journal.RecordAsync(AnAnomaly("2"), Cancel)).Status);
        await Assert.ThrowsAsync<JournalUnavailableException>(
            async () => await journal.CompleteAsync(lease, AnAttempt(), TimeSpan.Zero, null, Cancel));
        Assert.Contains(
            "synchronous_commit = off", (await journal.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);

        await SwitchAsync("on");
        await Eventually.IsTrue(
            () => journal.LastState.Problem is null, "it goes on", () => World.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
    }

    // For this database alone, because others of the run share the server; a session takes such a setting when it
    // begins.
    private async Task SwitchAsync(string value)
    {
        await cluster.ExecuteAsync($"ALTER DATABASE {Database} SET synchronous_commit = {value}");
        await cluster.ExecuteAsync(
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Database}'");
    }
}
