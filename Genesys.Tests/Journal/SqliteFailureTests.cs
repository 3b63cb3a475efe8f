using System.Buffers.Binary;
using Genesys.Drills.Processes;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Genesys.Receiver.Journal.Sqlite.Index;
using Genesys.Tests.Validation;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>What can go wrong with the file.</summary>
public class SqliteFailureTests
{
    [Fact]
    public async Task DiskFull_IsUnavailableWithASentence_AndRetriesAutomatically()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();

        // SQLite's own bound on the file's pages: it fails as it does when the disk has no room.
        await SetMaxPagesAsync(journal, 1);
        var statuses = await RecordUntilAsync(journal, RecordStatus.Unavailable);
        Assert.Contains(RecordStatus.Unavailable, statuses);
        Assert.Contains(
            "is full: free some space", (await journal.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);
        var open = (await journal.GetStateAsync(Cancel)).OpenDeliveries;
        Assert.Equal(statuses.Count(status => status == RecordStatus.Recorded), open);

        await SetMaxPagesAsync(journal, int.MaxValue);
        await Eventually.IsTrue(
            () => journal.LastState.Problem is null, "the probe finds room",
            () => world.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("after"), false, Cancel)).Status);
    }

    [Fact]
    public async Task NewFile_AndItsLog_AreTheirOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "cannot run here: Windows has no modes of files.");
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);

        Assert.All(
            [world.Path, world.Path + "-wal", world.Path + "-shm"],
            path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(path)));
    }

    [Fact]
    public async Task Log_IsBegunAnew_WhileRecordsCome()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await journal.RecordAsync(ADelivery("first"), false, Cancel);
        var first = LogSalt(world.Path);

        // 2 MB are 8 of these; what comes while they are copied goes behind them.
        var count = 1;
        for (; count < 1_000 && LogSalt(world.Path) == first; count++)
        {
            Assert.Equal(
                RecordStatus.Recorded,
                (await journal.RecordAsync(ADelivery($"{count}", payloadBytes: 250_000), false, Cancel)).Status);
        }

        Assert.InRange(count, 8, 999);
        Assert.Equal(count, (await journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task DiskFull_StaysAProblem_WhileOnlyDuplicatesAndPumpsCome()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await journal.RecordAsync(ADelivery("before"), false, Cancel);
        await SetMaxPagesAsync(journal, 1);
        await RecordUntilAsync(journal, RecordStatus.Unavailable);

        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(ADelivery("before"), false, Cancel)).Status);
        var leased = await journal.LeaseConversationAsync("123456789012", ConversationIds.Of("no such"), 1, Cancel);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(leased);
        Assert.Contains(
            "is full: free some space", (await journal.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Duplicate_IsAnsweredAfterACommitOfItsOwn()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await using var other = new SqliteConnection($"Data Source={world.Path};Pooling=false");
        await other.OpenAsync(Cancel);
        var before = await CommitsSeenAsync(other);

        Assert.Equal(RecordStatus.Duplicate, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);

        Assert.NotEqual(before, await CommitsSeenAsync(other));
    }

    [Fact]
    public async Task FileLockedByAnother_IsUnavailableWithASentence_AndRetriesAutomatically()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await using var other = new SqliteConnection($"Data Source={world.Path};Pooling=false");
        await other.OpenAsync(Cancel);
        await using (var transaction = other.BeginTransaction(deferred: false))
        {
            Assert.Equal(RecordStatus.Unavailable, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
            Assert.Contains(
                "is locked by another process", (await journal.GetStateAsync(Cancel)).Problem,
                StringComparison.Ordinal);
        }

        await Eventually.IsTrue(
            () => journal.LastState.Problem is null, "the probe finds it free",
            () => world.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    [Fact]
    public async Task WhatFallsDueWhileTheFileIsLocked_IsDueWhenItIsFree()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.RecordAsync(WithoutConversation("2") with { HandOvers = ["crm"] }, false, Cancel);
        var due = world.Time.GetUtcNow().AddSeconds(30);
        await journal.RescheduleAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), due, Cancel);
        await journal.HandOvers.RescheduleHandOversAsync(
            await journal.HandOvers.LeaseHandOversAsync("crm", 1, false, Cancel), AnAttempt(), due, Cancel);
        Assert.Empty(await journal.LeaseDeliveriesAsync(1, Cancel));
        Assert.Empty(await journal.HandOvers.LeaseHandOversAsync("crm", 1, false, Cancel));
        var waiting = Task.WhenAll(
            journal.WaitForDeliveriesAsync(Cancel).AsTask(),
            journal.HandOvers.WaitForHandOversAsync("crm", Cancel).AsTask());

        await using (var other = new SqliteConnection($"Data Source={world.Path};Pooling=false"))
        {
            await other.OpenAsync(Cancel);
            await using var transaction = other.BeginTransaction(deferred: false);
            using (await HeldWriter.HoldAsync(journal))
            {
                world.Time.Advance(TimeSpan.FromSeconds(30));
            }

            await Eventually.IsTrue(() => journal.LastState.Problem is not null, "what fell due fails");
        }

        await Eventually.IsTrue(
            () => waiting.IsCompleted, "both are due", () => world.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Single(await journal.LeaseDeliveriesAsync(1, Cancel));
        Assert.Single(await journal.HandOvers.LeaseHandOversAsync("crm", 1, false, Cancel));
    }

    [Fact]
    public async Task FileThatMayNotBeWritten_IsUnavailableWithASentence()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();

        // Fails as a file without the right to write does; the tests may run as a user who has every right.
        await journal.Writer.RunAsync(null, () => Run(journal, "PRAGMA query_only = ON"), Cancel);
        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(
            async () =>
                await journal.Writer.RunAsync(() => Run(journal, "UPDATE journal SET id = id"), () => true, Cancel));

        Assert.Contains("can't be written: give this process write access", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileOfAnotherReceiver_IsUnavailable_UntilThatOneEnds()
    {
        await using var world = new SqliteWorld();
        var first = await world.StartAsync();
        var second = (SqliteJournal)await world.StartAsync();
        Assert.Contains(
            "in use by another receiver", (await second.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);
        Assert.Equal(RecordStatus.Unavailable, (await second.RecordAsync(ADelivery("1"), false, Cancel)).Status);

        await world.StopAsync(first);

        await Eventually.IsTrue(
            () => second.LastState.Problem is null, "the second opens it",
            () => world.Time.Advance(TimeSpan.FromSeconds(1)));
        Assert.Equal(RecordStatus.Recorded, (await second.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    [Fact]
    public async Task DiskThatHangs_IsUnhealthyAfter3Seconds()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        var check = new JournalHealthCheck(journal, world.Time);
        var registration = new HealthCheckRegistration("journal", check, HealthStatus.Unhealthy, null);
        using var disk = new ManualResetEventSlim();
        var hanging = journal.Writer.RunAsync(null, () => disk.Wait(Timeout.Infinite, Cancel), Cancel).AsTask();

        var checking = check.CheckHealthAsync(new HealthCheckContext { Registration = registration }, Cancel);
        await Eventually.IsTrue(
            () => checking.IsCompleted, "its patience ends", () => world.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal(HealthStatus.Unhealthy, (await checking).Status);
        journal.BeginStop();
        await Eventually.IsTrue(
            () => journal.Unreachable.IsCancellationRequested, "nobody waits for it",
            () => world.Time.Advance(TimeSpan.FromMilliseconds(200)));
        disk.Set();
        await hanging;
    }

    [Fact]
    public async Task FolderThatIsntThere_IsMade()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync(
            options => options.ConnectionString = Path.Combine(world.Folder, "a", "b", "journal.db"));
        Assert.Equal(RecordStatus.Recorded, (await journal.RecordAsync(ADelivery("1"), false, Cancel)).Status);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("folder")]
    [InlineData("pipe")]
    public async Task PathOfSomethingElse_StopsTheStart(string kind)
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows(), "cannot run here: Windows has neither devices nor pipes among its files.");
        await using var world = new SqliteWorld();
        var path = Path.Combine(world.Folder, kind);
        if (kind == "folder")
        {
            Directory.CreateDirectory(path);
        }
        else if (kind == "pipe")
        {
            await RunningProcess.RunAsync("mkfifo", [path], cancellationToken: Cancel);
        }

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => world.StartAsync(options => options.ConnectionString = path));

        Assert.Contains("is no regular file", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path + ".lock"));
    }

    [Fact]
    public async Task GarbageInPlaceOfTheFile_StopsTheStart_WithTheCommand()
    {
        await using var world = new SqliteWorld();
        await File.WriteAllBytesAsync(world.Path, [.. Enumerable.Repeat((byte)'x', 8192)], Cancel);

        var failure = await Assert.ThrowsAsync<JournalCorruptException>(() => world.StartAsync());

        Assert.Contains(
            $"./Genesys.Receiver journal recover {world.Path}", failure.Message, StringComparison.Ordinal);
        Assert.Equal((byte)'x', (await File.ReadAllBytesAsync(world.Path, Cancel))[0]);
    }

    [Fact]
    public async Task AnotherProgramsFile_StopsTheStart()
    {
        await using var world = new SqliteWorld();
        await SqliteWorld.RunAsync(world.Path, "CREATE TABLE mine (id INTEGER)");

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => world.StartAsync());
        Assert.Contains("is an SQLite file but no journal", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileOfANewerRelease_StopsTheStart()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await journal.Writer.RunAsync(null, () => Run(journal, "PRAGMA user_version = 1000"), Cancel);
        await world.StopAsync(journal);

        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => world.StartAsync());
        Assert.Contains("was written by a newer release", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedRecord_StopsTheService()
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await journal.RecordAsync(ADelivery("1"), false, Cancel);
        await journal.Writer.RunAsync(
            null, () => Run(journal, "UPDATE deliveries SET record = CAST(replace(record, 'data', 'dota') AS BLOB)"),
            Cancel);

        await Assert.ThrowsAsync<JournalUnavailableException>(
            async () => await journal.LeaseDeliveriesAsync(1, Cancel));

        Assert.Contains("journal recover", world.Corruption, StringComparison.Ordinal);
        Assert.Equal(RecordStatus.Unavailable, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DamagedRecordOfOneThatEnded_StopsTheService_WhenTheIndexOrASearchReadsIt(bool isIndexed)
    {
        await using var world = new SqliteWorld();
        var journal = (SqliteJournal)await world.StartAsync();
        await Admin.DeadLetters.AddFinishedAsync(journal, "1");
        await world.CatchUpAsync(journal);
        await journal.Writer.RunAsync(
            () => Run(journal, "UPDATE finished SET record = CAST(replace(record, 'request', 'requist') AS BLOB)"),
            () => true, Cancel);
        if (isIndexed)
        {
            var search = await Assert.ThrowsAsync<JournalUnavailableException>(
                async () => await journal.Search.FindDeliveriesAsync(new DeliveryFilter(), 10, null, Cancel));
            Assert.Contains("journal recover", search.Message, StringComparison.Ordinal);
        }
        else
        {
            // An index that is made anew reads all of them.
            await world.StopAsync(journal);
            IndexFile.Remove(IndexFile.PathOf(world.Path));
            journal = (SqliteJournal)await world.StartAsync();
        }

        await Eventually.IsTrue(() => world.Corruption is not null, "the service is stopped");
        Assert.Contains("journal recover", world.Corruption, StringComparison.Ordinal);
        Assert.Equal(RecordStatus.Unavailable, (await journal.RecordAsync(ADelivery("2"), false, Cancel)).Status);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(3, SqliteFile.PageSize)]
    public async Task DamagedFile_StopsTheStart_AndTheCommandSavesTheRest(int page, int bytes)
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            await journal.RecordAsync(ADelivery($"{i}", "c"), false, Cancel);
            await journal.RecordAsync(AnAnomaly($"r{i}"), Cancel);
        }

        var large = ADelivery("large") with { RequestId = new string('r', 30_000) };
        await journal.RecordAsync(large, false, Cancel);
        await journal.CompleteAsync(await journal.LeaseDeliveriesAsync(1, Cancel), AnAttempt(), TimeSpan.Zero, Cancel);
        await world.StopAsync(journal);
        await using (var file = File.OpenWrite(world.Path))
        {
            file.Position = page * SqliteFile.PageSize;
            await file.WriteAsync(Enumerable.Repeat((byte)0xEE, bytes).ToArray(), Cancel);
        }

        await Assert.ThrowsAsync<JournalCorruptException>(() => world.StartAsync());
        var saved = Path.Combine(world.Folder, "saved.db");
        var errors = new StringWriter();
        Assert.Equal(0, RecoveryTests.Recover(world.Path, saved, errors: errors));
        Assert.Empty(errors.ToString());
        Assert.Equal(1, RecoveryTests.Recover(world.Path, saved, errors: errors));

        var again = await world.StartAsync(options => options.ConnectionString = saved);
        var state = await again.GetStateAsync(Cancel);
        Assert.InRange(state.OpenDeliveries, 180, 200);
        Assert.InRange(state.OpenAnomalies, 180, 200);
        Assert.Equal(page == 0 ? 200 : state.OpenDeliveries, state.OpenDeliveries);
        var duplicates = 0;
        for (var i = 0; i < 200; i++)
        {
            duplicates += (await again.RecordAsync(
                ADelivery($"{i}", "c"), false, Cancel)).Status == RecordStatus.Duplicate ? 1 : 0;
        }

        Assert.InRange(duplicates, 100, 200);
        Assert.Equal(RecordStatus.Duplicate, (await again.RecordAsync(large, false, Cancel)).Status);
    }

    // Another one each time the log is begun anew (https://sqlite.org/fileformat2.html#walformat).
    private static ulong LogSalt(string path)
    {
        using var log = new FileStream(path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> header = stackalloc byte[32];
        log.ReadExactly(header);
        return BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
    }

    private static async Task<List<RecordStatus>> RecordUntilAsync(SqliteJournal journal, RecordStatus end)
    {
        var statuses = new List<RecordStatus>();
        for (var i = 0; i < 1_000 && !statuses.Contains(end); i++)
        {
            statuses.Add((await journal.RecordAsync(ADelivery($"{i}"), false, Cancel)).Status);
        }

        return statuses;
    }

    private static ValueTask<bool> SetMaxPagesAsync(SqliteJournal journal, int pages) =>
        journal.Writer.RunAsync(null, () => Run(journal, $"PRAGMA max_page_count = {pages}"), Cancel);

    // Another number after each commit of another connection that changed the file
    // (https://sqlite.org/pragma.html#pragma_data_version).
    private static async Task<object?> CommitsSeenAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return await command.ExecuteScalarAsync(Cancel);
    }

    private static bool Run(SqliteJournal journal, string sql)
    {
        SqliteSchema.Run(journal.Writer.File.Handle, sql);
        return true;
    }

    private static UnixFileMode ModeOf(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
