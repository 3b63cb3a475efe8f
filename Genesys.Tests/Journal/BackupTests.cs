using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Microsoft.Data.Sqlite;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What docs/journal.md says of backup, restore and size.</summary>
public class BackupTests
{
    [Fact]
    public async Task BackupOfARunningJournal_IsAJournal()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        var copy = Path.Combine(world.Folder, "copy.db");

        // What sqlite3's ".backup" does.
        await using (var from = new SqliteConnection($"Data Source={world.Path};Pooling=false"))
        await using (var to = new SqliteConnection($"Data Source={copy};Pooling=false"))
        {
            await from.OpenAsync(Cancel);
            await to.OpenAsync(Cancel);
            from.BackupDatabase(to);
        }

        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
        await world.StopAsync(journal);
        var restored = await world.StartAsync(options => options.ConnectionString = copy);
        Assert.Equal(RecordStatus.Duplicate, (await restored.RecordAsync(ADelivery("1"), false, Cancel)).Status);
        Assert.Equal("1", Assert.Single(await restored.LeaseDeliveriesAsync(10, Cancel)).Record.Delivery.EventId);
    }

    [Fact]
    public async Task VacuumedJournal_KeepsEverything()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await world.StopAsync(journal);
        await SqliteWorld.RunAsync(world.Path, "VACUUM");

        journal = await world.StartAsync();
        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    [Fact]
    public void NothingConfigured_TheFileIsInTheServicesStateFolder()
    {
        Assert.Equal(Path.Combine("/var/lib/genesys", "journal.db"), SqliteLocation.Default("/var/lib/genesys"));
        Assert.EndsWith(
            Path.Combine("Genesys.Receiver", "journal.db"), SqliteLocation.Default(null), StringComparison.Ordinal);
        Assert.NotNull(SqliteLocation.Parse(null).Path);
    }
}
