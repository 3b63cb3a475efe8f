using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Files;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Files;

public sealed class FileDestinationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("file-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero));

    private string FilePath => Path.Combine(_folder.FullName, "events.ndjson");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Events_AreOneLineEach_WhateverTheirLineBreaks()
    {
        using var file = Create();

        await DeliverAsync(file, new AHandOver().WithEvent("{\n\"a\":\r\n\"x\\ny\"}"), new AHandOver().WithEvent("{}"));

        var lines = File.ReadAllLines(FilePath);
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            "x\ny", JsonElement.Parse(lines[0]).GetProperty("data").GetProperty("event").GetProperty("a").GetString());
    }

    [Fact]
    public async Task FullFile_IsSetAsideByItsDay_AndTheOldestBeyondTheMostIsDeleted()
    {
        using var file = Create(options => (options.MaxFileBytes, options.MaxFiles) = (1_024, 2));
        File.WriteAllText(Path.Combine(_folder.FullName, "events-summary.ndjson"), "not ours");

        for (var i = 0; i < 5; i++)
        {
            await DeliverAsync(file, new AHandOver().WithEvent($$"""{"n":{{i}},"pad":"{{new string('x', 600)}}"}"""));
        }

        Assert.Equal(
            ["events-2026-03-01-3.ndjson", "events-2026-03-01-4.ndjson", "events-summary.ndjson", "events.ndjson"],
            Names());
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task WhatIsSetAsideLast_IsKept_ThoughTheClockWasAheadOrIsBehind(int days)
    {
        using var file = Create(options => (options.MaxFileBytes, options.MaxFiles) = (1_024, 2));
        var now = _time.GetUtcNow();
        foreach (var at in new[] { now.AddDays(Math.Max(days, 0)), now.AddDays(Math.Min(days, 0)) })
        {
            _time.AdjustTime(at);
            for (var i = 0; i < 3; i++)
            {
                await DeliverAsync(
                    file, new AHandOver().WithEvent($$"""{"n":{{i}},"pad":"{{new string('x', 600)}}"}"""));
            }
        }

        var day = now.AddDays(Math.Min(days, 0)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal([$"events-{day}-1.ndjson", $"events-{day}-2.ndjson", "events.ndjson"], Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FileThatWasTakenAway_LeavesItsNameToNoOther(bool isOpenedAnew)
    {
        using var file = Create(options => options.MaxFileBytes = 1_024);

        for (var i = 0; i < (isOpenedAnew ? 4 : 3); i++)
        {
            await DeliverAsync(file, new AHandOver().WithEvent($$"""{"n":{{i}},"pad":"{{new string('x', 600)}}"}"""));
            File.Delete(Path.Combine(_folder.FullName, "events-2026-03-01-1.ndjson"));
            if (isOpenedAnew && i == 1)
            {
                File.Delete(FilePath);
            }
        }

        Assert.Equal(["events-2026-03-01-2.ndjson", "events.ndjson"], Names());
    }

    [Fact]
    public async Task FirstEventOfAnotherDay_SetsTheFileAside()
    {
        using (var file = Create())
        {
            await DeliverAsync(file, new AHandOver());
            _time.Advance(TimeSpan.FromHours(2));
            await DeliverAsync(file, new AHandOver());
        }

        Assert.Equal(["events-2026-03-01-1.ndjson", "events.ndjson"], Names());
    }

    [Fact]
    public async Task HalfALineOfACrash_IsCutOff()
    {
        using (var file = Create())
        {
            await DeliverAsync(file, new AHandOver());
        }

        File.AppendAllText(FilePath, "{\"specversion\":");
        File.SetLastWriteTimeUtc(FilePath, _time.GetUtcNow().UtcDateTime);
        using (var file = Create())
        {
            await DeliverAsync(file, new AHandOver());
        }

        Assert.All(File.ReadAllLines(FilePath), line => JsonElement.Parse(line));
    }

    [Fact]
    public async Task HalfALineOfACrash_LeavesYesterdaysLinesYesterdays()
    {
        using (var file = Create())
        {
            await DeliverAsync(file, new AHandOver());
        }

        File.AppendAllText(FilePath, "{\"specversion\":");
        File.SetLastWriteTimeUtc(FilePath, _time.GetUtcNow().UtcDateTime.AddDays(-1));
        using (var file = Create())
        {
            await DeliverAsync(file, new AHandOver());
        }

        var day = _time.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Single(File.ReadAllLines(FilePath));
        Assert.Single(Directory.GetFiles(_folder.FullName, $"*-{day}-1.*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task FileThatCantBeWritten_Waits_AndIsTriedAgain()
    {
        // A folder stands where the file's folder would be made of a file.
        var blocked = Path.Combine(_folder.FullName, "blocked");
        File.WriteAllText(blocked, "");
        using var file = Create(options => options.Path = Path.Combine(blocked, "events.ndjson"));

        var failed = await DeliverAsync(file, new AHandOver());
        File.Delete(blocked);
        var taken = await DeliverAsync(file, new AHandOver());

        Assert.Equal(HandOverResultKind.Failed, Assert.Single(failed).Kind);
        Assert.Equal(HandOverResultKind.Delivered, Assert.Single(taken).Kind);
    }

    [Fact]
    public async Task LineOfExactlyTheRestOfTheFile_StandsInIt()
    {
        var line = new AHandOver().WithEvent($$"""{"pad":"{{new string('x', 600)}}"}""").Build().Body.Length + 1;
        using var file = Create(options => options.MaxFileBytes = 2 * line);

        for (var i = 0; i < 5; i++)
        {
            await DeliverAsync(file, new AHandOver().WithEvent($$"""{"pad":"{{new string('x', 600)}}"}"""));
        }

        Assert.Equal(
            [2L * line, 2L * line, line],
            _folder.EnumerateFiles().OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => one.Length));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("renamed")]
    [InlineData("emptied")]
    [InlineData("lengthened")]
    [InlineData("replaced")]
    public async Task FileThatAnotherChanges_HasWhatComesNext(string what)
    {
        using var file = Create();
        await DeliverAsync(file, new AHandOver().WithEvent("""{"n":1}"""));
        switch (what)
        {
            case "removed":
                File.Delete(FilePath);
                break;
            case "renamed":
                File.Move(FilePath, FilePath + ".1");
                break;
            case "emptied":
                File.WriteAllText(FilePath, "");
                break;
            case "replaced":
                // By one of the same length, as sed -i does.
                Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere nothing tells one file from another.");
                File.Copy(FilePath, FilePath + ".new");
                File.SetLastWriteTimeUtc(FilePath + ".new", _time.GetUtcNow().UtcDateTime);
                File.Move(FilePath + ".new", FilePath, overwrite: true);
                break;
            default:
                File.AppendAllText(FilePath, "{}\n");
                File.SetLastWriteTimeUtc(FilePath, _time.GetUtcNow().UtcDateTime);
                break;
        }

        var result = Assert.Single(await DeliverAsync(file, new AHandOver().WithEvent("""{"n":2}""")));

        Assert.Equal(HandOverResultKind.Delivered, result.Kind);
        var lines = File.ReadAllLines(FilePath);
        Assert.Equal(what switch { "lengthened" => 3, "replaced" => 2, _ => 1 }, lines.Length);
        Assert.Contains("\"n\":2", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullDisk_IsAFailureOfThatName()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux'.");
        File.CreateSymbolicLink(FilePath, "/dev/full");
        using var file = Create();

        Assert.Equal("no_space", Assert.Single(await DeliverAsync(file, new AHandOver())).Reason);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task File_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix' modes.");
        using var file = Create();

        await DeliverAsync(file, new AHandOver());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    private IEnumerable<string> Names() =>
        _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    private FileDestination Create(Action<DestinationOptions>? configure = null)
    {
        var options = new DestinationOptions { Path = FilePath };
        configure?.Invoke(options);
        return new FileDestination(new DestinationContext("lake", options), _time);
    }

    private static ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        FileDestination file, params AHandOver[] handOvers) =>
        file.DeliverAsync([.. handOvers.Select(one => one.Build())], Cancel);
}
