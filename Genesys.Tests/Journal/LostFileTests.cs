using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// The journal's files are removed, renamed or replaced while it runs: nothing is acknowledged into a file that no
/// later run finds.
/// </summary>
public sealed class LostFileTests : IAsyncLifetime
{
    private readonly SqliteWorld _world = new();
    private SqliteJournal? _journal;

    public enum Loss
    {
        /// <summary><c>rm journal.db</c></summary>
        Removed,

        /// <summary><c>mv journal.db elsewhere</c></summary>
        Renamed,

        /// <summary><c>mv another journal.db</c></summary>
        Replaced,

        /// <summary>A copy of the same bytes in its place.</summary>
        Copied,

        /// <summary><c>rm journal.db-wal</c></summary>
        LogRemoved,

        /// <summary><c>mv journal.db-wal elsewhere</c></summary>
        LogRenamed,

        /// <summary>Another file in the place of <c>journal.db-wal</c>.</summary>
        LogReplaced,

        /// <summary><c>rm journal.db-shm</c></summary>
        IndexRemoved,

        /// <summary><c>rm journal.db*</c></summary>
        AllRemoved,

        /// <summary><c>mv folder elsewhere</c></summary>
        FolderRenamed,

        /// <summary>A symbolic link in the path leads to another folder.</summary>
        LinkMoved,
    }

    public static TheoryData<Loss> Losses => [.. Enum.GetValues<Loss>()];

    private SqliteJournal Journal => _journal!;

    private string Folder => Path.Combine(_world.Folder, "data");

    private string Link => Path.Combine(_world.Folder, "link");

    private string File => Path.Combine(Link, "journal.db");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "cannot run here: Windows lets nobody move a file that is open.");
        Directory.CreateDirectory(Folder);
        Directory.CreateSymbolicLink(Link, Folder);
        _journal = await StartAsync();
        await RecordAsync("before", RecordStatus.Recorded);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task LostFile_NothingMoreIsAcknowledged_AndTheStateSaysWhy(Loss loss)
    {
        Lose(loss);

        await RecordAsync("after", RecordStatus.Unavailable);
        Assert.Equal(RecordStatus.Unavailable, (await Journal.RecordAsync(AnAnomaly("after"), Cancel)).Status);
        await RecordAsync("before", RecordStatus.Unavailable);
        Assert.Contains(
            "was removed, renamed or replaced while the receiver runs", (await Journal.GetStateAsync(Cancel)).Problem,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<JournalUnavailableException>(
            async () => await Journal.LeaseDeliveriesAsync(1, Cancel));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task LostFile_IsNoticedWithoutTraffic(Loss loss)
    {
        Lose(loss);

        await Eventually.IsTrue(
            () => Journal.LastState.Problem is not null, "housekeeping notices it",
            () => _world.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(Loss.Renamed)]
    [InlineData(Loss.FolderRenamed)]
    [InlineData(Loss.LinkMoved)]
    public async Task FileThatIsPutBack_IsTakenUpAgain_WithAllThatItHeld(Loss loss)
    {
        var restore = Lose(loss);
        await RecordAsync("meanwhile", RecordStatus.Unavailable);

        restore();
        await GoesOnAsync();

        await RecordAsync("before", RecordStatus.Duplicate);
        await RecordAsync("meanwhile", RecordStatus.Recorded);
        Assert.Equal(2, (await Journal.LeaseDeliveriesAsync(10, Cancel)).Count);
    }

    [Theory]
    [InlineData(Loss.LogRemoved)]
    [InlineData(Loss.LogRenamed)]
    [InlineData(Loss.IndexRemoved)]
    public async Task LostLog_IsSavedIntoTheFile_WhichIsOpenedAgain_AndKeepsEverything(Loss loss)
    {
        Lose(loss);
        await RecordAsync("meanwhile", RecordStatus.Unavailable);

        // Not at once: who moves the files about does so in several steps.
        _world.Time.Advance(TimeSpan.FromSeconds(9));
        await RecordAsync("meanwhile", RecordStatus.Unavailable);
        await GoesOnAsync();
        await RecordAsync("after", RecordStatus.Recorded);
        await _world.StopAsync(Journal);

        _journal = await StartAsync();
        await RecordAsync("before", RecordStatus.Duplicate);
        await RecordAsync("after", RecordStatus.Duplicate);
    }

    [Fact]
    public async Task RenamedFile_HoldsAllByItself_UnderItsNewName()
    {
        Lose(Loss.Renamed);
        await RecordAsync("meanwhile", RecordStatus.Unavailable);
        await _world.StopAsync(Journal);

        _journal = await StartAsync(Path.Combine(Folder, "elsewhere.db"));
        await RecordAsync("before", RecordStatus.Duplicate);
    }

    [Fact]
    public async Task ReplacedLog_IsLeftAlone_ByTheOneThatNoLongerOwnsIt()
    {
        Lose(Loss.LogReplaced);
        await RecordAsync("meanwhile", RecordStatus.Unavailable);
        await _world.StopAsync(Journal);

        Assert.Equal("another's", await System.IO.File.ReadAllTextAsync(File + "-wal", Cancel));
    }

    [Fact]
    public async Task VolumeThatIsGoneAfterAFailure_IsNotReplacedByANewFile()
    {
        // A read that fails has the file opened anew, and by then it isn't there.
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Journal.Writer.RunAsync(
            () =>
            {
                Lose(Loss.AllRemoved);
                throw new SqliteFailureException(SQLitePCL.raw.SQLITE_IOERR, "disk I/O error");
            },
            () => true,
            Cancel));

        await RecordAsync("after", RecordStatus.Unavailable);
        Assert.False(System.IO.File.Exists(File));
        Assert.Contains(
            "was removed, renamed or replaced", (await Journal.GetStateAsync(Cancel)).Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsLostAmidATransaction_IsNoticedBeforeTheAnswer()
    {
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await Journal.Writer.RunAsync(
            () =>
            {
                SqliteSchema.Run(Journal.Writer.File.Handle, "UPDATE journal SET id = id || 'x'");
                Lose(Loss.Removed);
            },
            () => true,
            Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndThatWasCommittedIntoALostFile_AndIsTriedAgain_HandsOverOnce(bool isDeadLetter)
    {
        var leased = await Journal.LeaseDeliveriesAsync(1, Cancel);
        await LoseTheAnswerAsync(EndAsync);

        await EndAsync();

        var handOver = Assert.Single(await Journal.HandOvers.LeaseHandOversAsync("crm", 10, false, Cancel));
        Assert.Equal("before", handOver.Record.Delivery.EventId);
        var state = await Journal.GetStateAsync(Cancel);
        Assert.Equal((0, isDeadLetter ? 1 : 0), (state.OpenDeliveries, state.DeadLetters));

        Task EndAsync()
        {
            var handedTo = new NewHandOvers { DestinationsOf = _ => ["crm"], ConversationError = "gone" };
            return isDeadLetter
                ? Journal.DeadLetterAsync(leased[0], AnAttempt("gone", 410), AnAnomaly("1"), handedTo, Cancel).AsTask()
                : Journal.CompleteAsync(leased, AnAttempt(), TimeSpan.Zero, handedTo, Cancel).AsTask();
        }
    }

    [Fact]
    public async Task AttemptThatWasCommittedIntoALostFile_AndIsTriedAgain_CountsOnce()
    {
        await Journal.RecordAsync(WithoutConversation("handed over") with { HandOvers = ["crm"] }, false, Cancel);
        var leased = await Journal.LeaseDeliveriesAsync(1, Cancel);
        var handOvers = await Journal.HandOvers.LeaseHandOversAsync("crm", 1, false, Cancel);
        await LoseTheAnswerAsync(RescheduleAsync);

        await RescheduleAsync();

        Assert.Equal(1, Assert.Single(await Journal.LeaseDeliveriesAsync(10, Cancel)).Attempts);
        Assert.Equal(1, Assert.Single(await Journal.HandOvers.LeaseHandOversAsync("crm", 10, false, Cancel)).Attempts);

        Task RescheduleAsync() => Task.WhenAll(
            Journal.RescheduleAsync(leased, AnAttempt("timeout", 0), Start, Cancel).AsTask(),
            Journal.HandOvers.RescheduleHandOversAsync(handOvers, AnAttempt("timeout", 0), Start, Cancel).AsTask());
    }

    [Fact]
    public async Task LockThatIsRemoved_IsMadeAgain_SoThatNoOtherReceiverGetsIn()
    {
        System.IO.File.Delete(File + ".lock");
        await Eventually.IsTrue(
            () => System.IO.File.Exists(File + ".lock"), "it is made again",
            () => _world.Time.Advance(TimeSpan.FromSeconds(1)));

        var other = await StartAsync();

        Assert.Contains(
            "in use by another receiver", (await other.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);
        await RecordAsync("after", RecordStatus.Recorded);
    }

    [Fact]
    public async Task OtherReceiverThatGotIn_HasTheFile_AndThisOneTakesNothingMore()
    {
        System.IO.File.Delete(File + ".lock");
        var other = await StartAsync();
        await Eventually.IsTrue(
            () => Journal.LastState.Problem is not null, "this one notices",
            () => _world.Time.Advance(TimeSpan.FromSeconds(1)));

        await RecordAsync("after", RecordStatus.Unavailable);
        Assert.Equal(RecordStatus.Recorded, (await other.RecordAsync(ADelivery("of the other"), false, Cancel)).Status);
        await _world.StopAsync(other);
        await GoesOnAsync();

        await RecordAsync("of the other", RecordStatus.Duplicate);
    }

    // It is done in a transaction amid which the file is renamed, and put back a moment later.
    private async Task LoseTheAnswerAsync(Func<Task> change)
    {
        var restore = () => { };
        Task changing;
        using (await HeldWriter.HoldAsync(Journal))
        {
            changing = change();
            Assert.True(Journal.Writer.TryPost(new SqliteTask<bool>(() => restore = Lose(Loss.Renamed), () => true)));
        }

        await Assert.ThrowsAsync<JournalUnavailableException>(() => changing);
        restore();
        await GoesOnAsync();
    }

    private Task GoesOnAsync() =>
        Eventually.IsTrue(
            () => Journal.LastState.Problem is null, "the journal goes on",
            () => _world.Time.Advance(TimeSpan.FromSeconds(1)));

    private async Task<SqliteJournal> StartAsync(string? file = null) =>
        (SqliteJournal)await _world.StartAsync(options => options.ConnectionString = file ?? File);

    private async Task RecordAsync(string id, RecordStatus expected) =>
        Assert.Equal(expected, (await Journal.RecordAsync(ADelivery(id), false, Cancel)).Status);

    /// <summary>Does what is named to the files; returns what undoes it.</summary>
    private Action Lose(Loss loss)
    {
        switch (loss)
        {
            case Loss.Removed:
                System.IO.File.Delete(File);
                break;
            case Loss.Renamed:
                System.IO.File.Move(File, Path.Combine(Folder, "elsewhere.db"));
                return () => System.IO.File.Move(Path.Combine(Folder, "elsewhere.db"), File);
            case Loss.Replaced:
                System.IO.File.WriteAllText(File + ".new", "");
                System.IO.File.Move(File + ".new", File, overwrite: true);
                break;
            case Loss.Copied:
                System.IO.File.Move(File, File + ".old");
                Copy(File + ".old", File);
                break;
            case Loss.LogRemoved:
                System.IO.File.Delete(File + "-wal");
                break;
            case Loss.LogRenamed:
                System.IO.File.Move(File + "-wal", File + "-wal.old");
                break;
            case Loss.LogReplaced:
                System.IO.File.WriteAllText(File + "-wal.new", "another's");
                System.IO.File.Move(File + "-wal.new", File + "-wal", overwrite: true);
                break;
            case Loss.IndexRemoved:
                System.IO.File.Delete(File + "-shm");
                break;
            case Loss.AllRemoved:
                SqliteNames.Of(File).ToList().ForEach(System.IO.File.Delete);
                break;
            case Loss.FolderRenamed:
                Directory.Move(Folder, Folder + ".old");
                return () => Directory.Move(Folder + ".old", Folder);
            case Loss.LinkMoved:
                var other = Directory.CreateDirectory(Folder + ".other").FullName;
                PointLink(other);
                return () => PointLink(Folder);
        }

        return () => { };
    }

    private void PointLink(string target)
    {
        System.IO.File.Delete(Link);
        Directory.CreateSymbolicLink(Link, target);
    }

    // Not File.Copy: whoever opens and closes the file in this process takes SQLite's locks away.
    private static void Copy(string from, string to)
    {
        using var copy = System.Diagnostics.Process.Start("cp", [from, to]);
        Assert.True(copy.WaitForExit(TimeSpan.FromMinutes(1)));
    }
}
