using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>A journal that is reached by a symbolic link: whatever belongs to it stands beside its file.</summary>
public sealed class LinkedFileTests : IAsyncLifetime
{
    private readonly SqliteWorld _world = new();

    public enum Kind
    {
        /// <summary>A link to the full path.</summary>
        Absolute,

        /// <summary>A link to a path from where it stands.</summary>
        Relative,

        /// <summary>A link to another one.</summary>
        Chain,

        /// <summary>A link that leads up and out of a folder which is reached by a link itself.</summary>
        OutOfALinkedFolder,

        /// <summary>A folder of the path is a link.</summary>
        Folder,

        /// <summary>A path that goes up and down again.</summary>
        Detour,
    }

    public static TheoryData<Kind> Kinds => [.. Enum.GetValues<Kind>()];

    private string File => Path.Combine(_world.Folder, "data", "real.db");

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "cannot run here: on Windows links are an administrator's.");
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReceiverThatIsStartedOnALink_WaitsUntilTheOneOnTheFileEnds(Kind kind)
    {
        var first = await StartAsync(File);
        await RecordAsync(first, "1", RecordStatus.Recorded);

        await WaitsAsync(await StartAsync(LinkOf(kind)), first);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReceiverThatIsStartedOnTheFile_WaitsUntilTheOneOnALinkEnds(Kind kind)
    {
        var first = await StartAsync(LinkOf(kind));
        await RecordAsync(first, "1", RecordStatus.Recorded);

        await WaitsAsync(await StartAsync(File), first);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Recover_RefusesALinkToAJournalThatAReceiverWorksOn(Kind kind)
    {
        var (link, saved) = (LinkOf(kind), Path.Combine(_world.Folder, "saved.db"));
        var journal = await StartAsync(File);
        var errors = new StringWriter();

        Assert.Equal(1, RecoveryTests.Recover(link, saved, errors: errors));
        Assert.Equal($"The journal {link} is in use by a receiver: stop it first.", errors.ToString().Trim());

        await _world.StopAsync(journal);
        Assert.Equal(0, RecoveryTests.Recover(link, saved));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Recover_ReadsTheLogThatStandsBesideTheFile(Kind kind)
    {
        var journal = await StartAsync(Path.Combine(_world.Folder, "of-a-crash.db"));
        await RecordAsync(journal, "1", RecordStatus.Recorded);
        Copy(Path.Combine(_world.Folder, "of-a-crash.db"), File);
        Copy(Path.Combine(_world.Folder, "of-a-crash.db-wal"), File + "-wal");

        var output = new StringWriter();
        Assert.Equal(0, RecoveryTests.Recover(LinkOf(kind), Path.Combine(_world.Folder, "saved.db"), output));

        Assert.StartsWith("Saved 1 open deliveries", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("")]
    public async Task FileBesideTheLinksTargetThatIsRemoved_IsNoticed(string end)
    {
        var journal = await StartAsync(LinkOf(Kind.Relative));
        await RecordAsync(journal, "before", RecordStatus.Recorded);

        System.IO.File.Delete(File + end);

        await RecordAsync(journal, "after", RecordStatus.Unavailable);
    }

    [Fact]
    public async Task LinkThatLeadsElsewhere_IsNoticed_UntilItIsPutBack()
    {
        var link = LinkOf(Kind.Absolute);
        var journal = await StartAsync(link);
        await RecordAsync(journal, "before", RecordStatus.Recorded);

        System.IO.File.Delete(link);
        System.IO.File.CreateSymbolicLink(link, File + ".other");
        await RecordAsync(journal, "meanwhile", RecordStatus.Unavailable);

        System.IO.File.Delete(link);
        System.IO.File.CreateSymbolicLink(link, File);
        await Eventually.IsTrue(
            () => journal.LastState.Problem is null, "the journal goes on",
            () => _world.Time.Advance(TimeSpan.FromSeconds(1)));
        await RecordAsync(journal, "before", RecordStatus.Duplicate);
    }

    // Its log would stand where no later run looks for it.
    [Fact]
    public async Task FileThatIsMoved_WithALinkInItsPlace_IsNoticed()
    {
        var journal = await StartAsync(File);
        await RecordAsync(journal, "before", RecordStatus.Recorded);

        System.IO.File.Move(File, File + ".moved");
        System.IO.File.CreateSymbolicLink(File, File + ".moved");

        await RecordAsync(journal, "after", RecordStatus.Unavailable);
    }

    [Fact]
    public async Task LinkToAFileThatIsNotThereYet_MakesIt()
    {
        var journal = await StartAsync(LinkOf(Kind.Relative));

        await RecordAsync(journal, "1", RecordStatus.Recorded);
        Assert.True(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task LinkToItself_IsASentence()
    {
        var link = Path.Combine(_world.Folder, "loop.db");
        System.IO.File.CreateSymbolicLink(link, link);

        var journal = await StartAsync(link);

        Assert.Contains("can't be opened", (await journal.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);
    }

    // A try that fails removes what it made, and these it didn't.
    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task Recover_LeavesAloneWhatStandsWhereItWouldWrite(string end)
    {
        await _world.StopAsync(await StartAsync(File));
        var saved = Path.Combine(_world.Folder, "saved.db");
        System.IO.File.CreateSymbolicLink(saved + end, Path.Combine(_world.Folder, "nowhere"));
        var errors = new StringWriter();

        Assert.Equal(1, RecoveryTests.Recover(File, saved, errors: errors));

        Assert.Equal($"The file {saved + end} is there already: name one that isn't.", errors.ToString().Trim());
        Assert.NotNull(new FileInfo(saved + end).LinkTarget);
    }

    private async Task WaitsAsync(SqliteJournal second, SqliteJournal first)
    {
        Assert.Contains(
            "in use by another receiver", (await second.GetStateAsync(Cancel)).Problem, StringComparison.Ordinal);
        await RecordAsync(second, "2", RecordStatus.Unavailable);

        await _world.StopAsync(first);
        await Eventually.IsTrue(
            () => second.LastState.Problem is null, "the second opens it",
            () => _world.Time.Advance(TimeSpan.FromSeconds(1)));
        await RecordAsync(second, "1", RecordStatus.Duplicate);
    }

    private string LinkOf(Kind kind)
    {
        var link = Path.Combine(_world.Folder, "link.db");
        var folder = Path.Combine(_world.Folder, "folder");
        switch (kind)
        {
            case Kind.Absolute:
                return Link(link, File);
            case Kind.Relative:
                return Link(link, Path.Combine("data", "real.db"));
            case Kind.Chain:
                return Link(link, Link(Path.Combine(_world.Folder, "second.db"), File));
            case Kind.OutOfALinkedFolder:
                var deep = Directory.CreateDirectory(Path.Combine(_world.Folder, "data", "a", "b")).FullName;
                Directory.CreateSymbolicLink(folder, deep);
                Link(Path.Combine(deep, "link.db"), Path.Combine("..", "..", "real.db"));
                return Path.Combine(folder, "link.db");
            case Kind.Folder:
                Directory.CreateSymbolicLink(folder, Path.GetDirectoryName(File)!);
                return Path.Combine(folder, "real.db");
            default:
                return Path.Combine(_world.Folder, "nothing", "..", "data", "real.db");
        }
    }

    private static string Link(string link, string target)
    {
        System.IO.File.CreateSymbolicLink(link, target);
        return link;
    }

    private async Task<SqliteJournal> StartAsync(string path) =>
        (SqliteJournal)await _world.StartAsync(options => options.ConnectionString = path);

    private static async Task RecordAsync(SqliteJournal journal, string id, RecordStatus expected) =>
        Assert.Equal(expected, (await journal.RecordAsync(ADelivery(id), false, Cancel)).Status);

    // Not File.Copy: whoever opens and closes the file in this process takes SQLite's locks away.
    private static void Copy(string from, string to)
    {
        using var copy = System.Diagnostics.Process.Start("cp", [from, to]);
        Assert.True(copy.WaitForExit(TimeSpan.FromMinutes(1)));
    }
}
