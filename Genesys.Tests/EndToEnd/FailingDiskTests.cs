using System.Globalization;
using System.Net;
using Genesys.Drills.Processes;
using Genesys.Tests.Journal;

namespace Genesys.Tests.EndToEnd;

/// <summary>
/// A receiver as a process whose disk fails while the journal's log is copied into the journal: the system reports that
/// once and forgets what it hadn't written.
/// </summary>
public sealed class FailingDiskTests : IDisposable
{
    private const string FirstFsyncFails = "inject=fsync,fdatasync:error=EIO:when=1";
    private const string Sentence = "The log has all of it still: check the disk";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("disk-");

    private string Journal => Path.Combine(_folder.FullName, "journal.db");

    private FileInfo Log => new(Journal + "-wal");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CopyThatCantBeSynced_EndsTheReceiver_AndTheLogKeepsWhatWasAcknowledged(bool byWhoCommits)
    {
        SkipWithoutStrace();
        using var receiver = await RunningReceiver.StartAsync(Journal, [], Cancel);
        using var disk = await FailAsync(
            byWhoCommits ? Committing(receiver.Id) : ["-f", "-p", Text(receiver.Id)]);

        var acknowledged = 0;
        while (await receiver.TrySendAsync(AnEvent(acknowledged), Cancel) is { } answer)
        {
            using (answer)
            {
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    acknowledged++;
                }
            }

            Assert.True(acknowledged < 20_000, $"Nothing was synced. {receiver.LastLines}");
        }

        Assert.Equal(1, await receiver.WaitAsync(Cancel));
        Assert.Contains(Sentence, receiver.Output, StringComparison.Ordinal);
        // All that was copied since the log began is in it.
        Assert.True(Log.Length > 1_000_000);
        await AssertNextStartHasAsync(acknowledged);
    }

    [Fact]
    public async Task StartWhoseCopyCantBeSynced_Ends_AndTheLogKeepsWhatWasAcknowledged()
    {
        SkipWithoutStrace();
        using (var receiver = await RunningReceiver.StartAsync(Journal, [], Cancel))
        {
            for (var number = 0; number < 20; number++)
            {
                using var answer = await receiver.TrySendAsync(AnEvent(number), Cancel);
                Assert.Equal(HttpStatusCode.OK, answer?.StatusCode);
            }

            await receiver.KillAsync();
        }

        var kept = Log.Length;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningReceiver.StartAsync(
            Journal, [], Cancel, $"strace -f -P '{Journal}' -e trace=fsync,fdatasync -e {FirstFsyncFails} \"$@\""));

        Assert.Contains("ended with 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Sentence, failure.Message, StringComparison.Ordinal);
        Assert.True(kept > 0 && Log.Length >= kept);
        await AssertNextStartHasAsync(20);
    }

    [Fact]
    public async Task EndWhoseCopyCantBeSynced_LeavesTheLogToTheNextStart()
    {
        SkipWithoutStrace();
        using var receiver = await RunningReceiver.StartAsync(Journal, [], Cancel);
        using (var answer = await receiver.TrySendAsync(AnEvent(0), Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, answer?.StatusCode);
        }

        using var disk = await FailAsync(["-f", "-p", Text(receiver.Id)]);
        await receiver.StopAsync(Cancel);

        Assert.Contains("the next start does it", receiver.Output, StringComparison.Ordinal);
        Assert.True(Log.Length > 0);
        await AssertNextStartHasAsync(1);
    }

    /// <summary>From here on the first fsync of the journal by each thread that is looked at fails.</summary>
    private async Task<RunningProcess> FailAsync(IEnumerable<string> threads)
    {
        var disk = RunningProcess.Start(
            "strace", [.. threads, "-P", Journal, "-e", "trace=fsync,fdatasync", "-e", FirstFsyncFails]);
        await Eventually.IsTrue(
            () => disk.Errors.Contains("attached", StringComparison.Ordinal) || disk.HasExited, "strace looks on");
        Assert.SkipWhen(disk.HasExited, "cannot run here: no process may be traced.");
        return disk;
    }

    private async Task AssertNextStartHasAsync(int acknowledged)
    {
        using var next = await RunningReceiver.StartAsync(Journal, [], Cancel);
        Assert.Equal(0, Log.Length);
        Assert.Equal((long)acknowledged, await SqliteWorld.RunAsync(Journal, "SELECT count(*) FROM finished"));
    }

    private static void SkipWithoutStrace() =>
        Assert.SkipWhen(InstalledProgram.Find("strace") is null, "cannot run here: strace isn't installed.");

    /// <summary>The threads of which one commits: what is copied beside is copied by one of the pool.</summary>
    private static IEnumerable<string> Committing(int process) =>
        Directory.GetDirectories($"/proc/{Text(process)}/task")
            .Where(task => File.ReadAllText(task + "/comm").StartsWith(".NET Long", StringComparison.Ordinal))
            .SelectMany(task => new[] { "-p", Path.GetFileName(task) });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string AnEvent(int number) =>
        new AnEvent().With("id", $"event-{number}").WithoutConversation().ToString();
}
