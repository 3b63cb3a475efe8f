using System.Text;
using Genesys.Receiver.Commands;
using Genesys.Receiver.Journal;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>
/// What <c>journal recover</c> saves of a damaged file, beside the deliveries and anomalies: what operators did, and
/// the counts.
/// </summary>
public class RecoveryTests
{
    [Fact]
    public async Task Jobs_the_audit_and_the_activity_are_saved()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await Admin.DeadLetters.AddAsync(journal, ["1", "2", "3"]);
        var ended = await JobSteps.RunAsync(
            journal, JobSteps.AJob(JobAction.Replay, asOf: world.Time.GetUtcNow()), [1, 2]);
        var begun = await JobSteps.CreateAsync(journal, JobSteps.AJob(JobAction.Discard, asOf: world.Time.GetUtcNow()));
        await ((IJournalStore)journal).Jobs.LeaseAsync(10, Cancel);
        await ((IJournalStore)journal).Jobs.FreezeAsync(begun.Id, [3], null, true, Cancel);
        await ((IJournalStore)journal).Audit.WriteAsync(
            new AuditEntry
            {
                At = Start,
                By = "bob",
                Action = "read_clear",
                Subject = "delivery 1",
                Count = 1,
                Reason = "asked for",
            }, Cancel);
        await world.StopAsync(journal);
        var (audit, activity) = await ReadAsync(world, world.Path);
        await DamageAsync(world.Path);
        await Assert.ThrowsAsync<JournalCorruptException>(() => world.StartAsync());

        var saved = Path.Combine(world.Folder, "saved.db");
        Assert.Equal(0, Recover(world.Path, saved));

        var (savedAudit, savedActivity) = await ReadAsync(world, saved);
        Assert.Equal(["delivery 1", $"job {begun.Id}", $"job {ended.Id}"], audit.Select(entry => entry.Subject));
        Assert.Equal(audit, savedAudit);
        Assert.Equal(3, Assert.Single(activity).DeadLettered);
        Assert.Equal(activity, savedActivity);
        var again = await world.StartAsync(options => options.ConnectionString = saved);
        var jobs = (await ((IJournalStore)again).Jobs.ListAsync(10, null, Cancel)).Items;
        Assert.Equal(
            [(begun.Id, JobState.Failed, 0L, JobProblems.NotSaved), (ended.Id, JobState.Completed, 2L, null)],
            jobs.Select(job => (job.Id, job.State, job.Done, job.Problem)));
        Assert.Equal(ended, jobs[1]);
        Assert.Empty(await ((IJournalStore)again).Jobs.LeaseAsync(10, Cancel));
    }

    // Rows that were moved stand on the pages that they left until those are written again.
    [Fact]
    public async Task What_was_erased_or_discarded_stays_so()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await Admin.DeadLetters.AddAsync(journal, Ids(1, 50), conversation: "secret");
        await Admin.DeadLetters.AddAsync(journal, Ids(51, 100));
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Erase), Keys(1, 50));
        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Discard), Keys(51, 100));
        await world.StopAsync(journal);
        await DamageAsync(world.Path);

        var saved = Path.Combine(world.Folder, "saved.db");
        var output = new StringWriter();
        Assert.Equal(0, Recover(world.Path, saved, output));

        Assert.Contains(
            "0 open deliveries, 0 dead letters, 100 finished", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "secret", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(saved, Cancel)), StringComparison.Ordinal);
        var again = await world.StartAsync(options => options.ConnectionString = saved);
        var state = await again.GetStateAsync(Cancel);
        Assert.Equal((0L, 0L), (state.OpenDeliveries, state.DeadLetters));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_was_replayed_is_open_until_it_ends(bool wasFinished, bool ends)
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync(options => options.PayloadRetention = TimeSpan.FromHours(1));
        foreach (var id in Ids(1, 100))
        {
            await (wasFinished ? Admin.DeadLetters.AddFinishedAsync(journal, id)
                : Admin.DeadLetters.AddAsync(journal, [id]));
        }

        await JobSteps.RunAsync(journal, JobSteps.AJob(JobAction.Replay), Keys(1, 100));
        if (ends)
        {
            await journal.CompleteAsync(
                await journal.LeaseDeliveriesAsync(100, Cancel), AnAttempt(), TimeSpan.Zero, null, Cancel);
        }

        await world.StopAsync(journal);
        await DamageAsync(world.Path);
        var saved = Path.Combine(world.Folder, "saved.db");
        var output = new StringWriter();
        Assert.Equal(0, Recover(world.Path, saved, output));

        var (open, ended) = ends ? (0, 100) : (100, 0);
        Assert.Contains(
            $"{open} open deliveries, 0 dead letters, {ended} finished", output.ToString(), StringComparison.Ordinal);
        var again = await world.StartAsync(options => options.ConnectionString = saved);
        Assert.Equal(open, (await again.GetStateAsync(Cancel)).OpenDeliveries);
    }

    [Fact]
    public async Task A_try_that_fails_leaves_nothing_that_keeps_the_next_from_it()
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        var saved = Path.Combine(world.Folder, "saved.db");

        // Nothing can be written where the new file's log would be.
        var log = Directory.CreateDirectory(saved + "-wal");
        Assert.Equal(1, Recover(world.Path, saved));
        Assert.False(File.Exists(saved));

        log.Delete();
        Assert.Equal(0, Recover(world.Path, saved));
    }

    [Fact]
    public async Task A_journal_that_a_receiver_works_on_is_refused()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        var saved = Path.Combine(world.Folder, "saved.db");
        var errors = new StringWriter();

        Assert.Equal(1, Recover(world.Path, saved, errors: errors));
        Assert.Equal($"The journal {world.Path} is in use by a receiver: stop it first.", errors.ToString().Trim());
        Assert.False(File.Exists(saved));

        await world.StopAsync(journal);
        Assert.Equal(0, Recover(world.Path, saved));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a text")]
    [InlineData("sqlite")]
    public async Task A_file_that_is_no_journal_is_said_to_be_none_and_nothing_is_made(string content)
    {
        await using var world = new SqliteWorld();
        var (file, saved) = (Path.Combine(world.Folder, "other"), Path.Combine(world.Folder, "saved.db"));
        if (content == "sqlite")
        {
            await SqliteWorld.RunAsync(
                file,
                "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customers VALUES (1, 'a')");
        }
        else
        {
            await File.WriteAllTextAsync(file, content, Cancel);
        }

        var (output, errors) = (new StringWriter(), new StringWriter());
        Assert.Equal(1, Recover(file, saved, output, errors));

        Assert.Empty(output.ToString());
        Assert.StartsWith($"No record was found in {file}:", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(world.Folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_journal_may_be_empty(bool isDamaged)
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        if (isDamaged)
        {
            await DamageAsync(world.Path);
        }

        var output = new StringWriter();
        Assert.Equal(0, Recover(world.Path, Path.Combine(world.Folder, "saved.db"), output));
        Assert.StartsWith("Saved 0 open deliveries", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_a_sentence_that_promises_nothing()
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        var (saved, errors) = (Path.Combine(world.Path, "in", "saved.db"), new StringWriter());

        Assert.Equal(1, Recover(world.Path, saved, errors: errors));
        Assert.Equal(
            $"The journal {saved} can't be opened: check that its folder exists and that this process may write there.",
            errors.ToString().Trim());
    }

    [Fact]
    public async Task A_folder_is_called_one()
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        var errors = new StringWriter();

        Assert.Equal(1, Recover(world.Folder, world.Path + ".saved", errors: errors));
        Assert.Equal(1, Recover(world.Path, world.Folder, errors: errors));
        Assert.Equal(
            [
                $"{world.Folder} is a folder: name the journal's file in it.",
                $"{world.Folder} is a folder: name a file in it that isn't there yet.",
            ],
            errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_large_file_is_read_with_a_word_at_each_tenth()
    {
        await using var world = new SqliteWorld();
        await world.StopAsync(await world.StartAsync());
        await using (var file = File.OpenWrite(world.Path))
        {
            file.SetLength(110 * 1024 * 1024);
        }

        var errors = new StringWriter();
        Assert.Equal(0, Recover(world.Path, Path.Combine(world.Folder, "saved.db"), errors: errors));
        Assert.Equal(
            Enumerable.Range(1, 10).Select(tenth => $"{tenth}0 % of {world.Path} is read."),
            errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>No checksum covers a history: damage in it would stop the saved journal.</summary>
    [Fact]
    public async Task Attempts_that_cannot_be_read_are_left_out()
    {
        await using var world = new SqliteWorld();
        var journal = await world.StartAsync();
        await Admin.DeadLetters.AddAsync(journal, ["1"]);
        await world.StopAsync(journal);
        var attempts = await TextAsync(world.Path, "SELECT rounds FROM dead_letters");
        await SqliteWorld.RunAsync(
            world.Path,
            """
            UPDATE dead_letters SET rounds = '{"startedAt":' || char(10) || 'null' || char(10) || rounds || '{"sta';
            INSERT INTO destinations (id, name) VALUES (1, 'crm');
            INSERT INTO hand_overs VALUES (1, 1, 1, 0, 0, 1, 2, NULL, 1, '', 0, NULL, NULL, 1, 1, '{"sta', '');
            """);
        var saved = Path.Combine(world.Folder, "saved.db");

        Assert.Equal(0, Recover(world.Path, saved));

        Assert.NotEmpty(attempts!);
        Assert.Equal(attempts, await TextAsync(saved, "SELECT rounds FROM dead_letters"));
        Assert.Equal("none", await TextAsync(saved, "SELECT ifnull(attempts, 'none') FROM hand_overs"));
    }

    private static async Task<string?> TextAsync(string path, string sql) =>
        (string?)await SqliteWorld.RunAsync(path, sql);

    private static IEnumerable<string> Ids(int first, int last) => Keys(first, last).Select(key => $"{key}");

    private static List<long> Keys(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(key => (long)key)];

    private static async Task<(IReadOnlyList<AuditEntry> Audit, IReadOnlyList<ActivityMinute> Activity)> ReadAsync(
        SqliteWorld world, string path)
    {
        var journal = await world.StartAsync(options => options.ConnectionString = path);
        var audit = await ((IJournalStore)journal).Audit.FindAsync(new AuditFilter(), 10, null, Cancel);
        var activity = await ((IJournalStore)journal).Search.ActivityAsync(
            Start.AddHours(-1), Start.AddHours(1), Cancel);
        await world.StopAsync(journal);
        return (audit.Items, activity);
    }

    // The header: nothing leads to the pages any more.
    private static async Task DamageAsync(string path)
    {
        await using var file = File.OpenWrite(path);
        await file.WriteAsync(Enumerable.Repeat((byte)0xEE, 100).ToArray(), Cancel);
    }

    internal static int Recover(string from, string to, TextWriter? output = null, TextWriter? errors = null) =>
        CommandLine.Run(
            ["journal", "recover", from, to],
            new ReceiverHost(_ => { }, _ => { }),
            new CommandStreams(Stream.Null, output ?? TextWriter.Null, errors ?? TextWriter.Null));
}
