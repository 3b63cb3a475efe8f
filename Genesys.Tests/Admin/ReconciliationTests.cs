using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using JobAction = Genesys.Receiver.Client.JobAction;
using JobState = Genesys.Receiver.Client.JobState;
using ReconciliationResult = Genesys.Receiver.Journal.ReconciliationResult;

namespace Genesys.Tests.Admin;

/// <summary>What operators read of comparisons with analytics, and the job that fetches.</summary>
public sealed class ReconciliationTests : IAsyncLifetime
{
    private const string Alice = "an-operators-long-key";
    private const string Rita = "a-readers-long-key-too";

    private AdminApp _app = null!;

    private ReceiverClient Receiver => _app.Receiver(Alice);

    private IJournalReconciliation Store => _app.Get<IJournalReconciliation>();

    public async ValueTask InitializeAsync() => _app = await StartAsync("true");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Windows_AreListedNewestFirst_AndOneNamesItsConversations_ByResultAndPageByPage()
    {
        var id = await FindAsync("a", "b", "c");

        var windows = (await Receiver.GetReconciliationAsync(cancellationToken: Cancel)).Items;
        var first = (await Receiver.FindReconciliationAsync(id, null, 2, null, Cancel))!;
        var second = (await Receiver.FindReconciliationAsync(id, null, 2, first.Next, Cancel))!;

        Assert.Equal(windows.Select(window => window.Id).OrderDescending(), windows.Select(window => window.Id));
        Assert.Equal((3, 5, 2), (first.Window.Missing, first.Window.Known, first.Window.Requests));
        Assert.Equal(["c", "b", "a"], first.Items.Concat(second.Items).Select(one => one.ConversationId));
        Assert.Null(second.Next);
        Assert.Empty(
            (await Receiver.FindReconciliationAsync(
                id, Client(ReconciliationResult.Late), null, null, Cancel))!.Items);
        Assert.Null(await Receiver.FindReconciliationAsync(999, cancellationToken: Cancel));
        Assert.NotEmpty((await _app.Receiver(Rita).GetReconciliationAsync(cancellationToken: Cancel)).Items);
    }

    [Fact]
    public async Task AFetch_AsksForAWindowsConversationsOnce_AndIsAudited()
    {
        var id = await FindAsync("a", "b");
        var request = new JobRequest { Action = JobAction.Fetch, Window = id, Reason = "They were lost." };

        Assert.Equal(2, (await Receiver.CountJobAsync(request, Cancel)).Total);
        var job = await EndedAsync(await Receiver.CreateJobAsync(request, Cancel));

        Assert.Equal((JobState.Completed, 2L, 0L, (long?)id), (job.State, job.Done, job.Failed, job.Window));
        Assert.Equal(["a", "b"], (await Store.AskedAsync(10, Cancel)).Select(entry => entry.ConversationId));
        Assert.Equal(0, (await Receiver.CountJobAsync(request, Cancel)).Total);
        var row = Assert.Single(
            (await Receiver.GetAuditAsync(
                new Genesys.Receiver.Client.AuditFilter { Action = AuditActions.Fetch },
                cancellationToken: Cancel)).Items);
        Assert.Equal(
            ("alice", $"job {job.Id}: reconciliation window {id}", 2L, "They were lost."),
            (row.By, row.Subject, row.Count, row.Reason));
    }

    [Fact]
    public async Task AFetch_TakesChosenConversations_AndNothingElse()
    {
        var id = await FindAsync("a", "b");
        var key = (await Receiver.FindReconciliationAsync(id, cancellationToken: Cancel))!.Items[0].Key;

        var job = await EndedAsync(
            await Receiver.CreateJobAsync(
                new JobRequest { Action = JobAction.Fetch, Keys = [key, 9_999], Reason = "r" }, Cancel));

        Assert.Equal((1L, 1L, 2), (job.Done, job.Failed, job.KeyCount));
        Assert.Equal(["b"], (await Store.AskedAsync(10, Cancel)).Select(entry => entry.ConversationId));
        foreach (var wrong in new[]
        {
            new JobRequest { Action = JobAction.Fetch, Reason = "r" },
            new JobRequest { Action = JobAction.Fetch, Keys = [1], Window = 1, Reason = "r" },
            new JobRequest { Action = JobAction.Fetch, Group = "g", Reason = "r" },
            new JobRequest { Action = JobAction.Replay, Keys = [1], Window = 1, Reason = "r" },
        })
        {
            Assert.Equal(
                400,
                (await Assert.ThrowsAsync<ReceiverException>(() => Receiver.CreateJobAsync(wrong, Cancel))).Status);
        }
    }

    [Fact]
    public async Task AFetch_IsRefused_WhereReconciliationIsOff()
    {
        await using var off = await StartAsync("false");

        var refused = await Assert.ThrowsAsync<ReceiverException>(
            () => off.Receiver(Alice)
                .CreateJobAsync(new JobRequest { Action = JobAction.Fetch, Window = 1, Reason = "r" }, Cancel));

        Assert.Contains("Reconciliation:Enabled", refused.Message, StringComparison.Ordinal);
    }

    private static Task<AdminApp> StartAsync(string isEnabled) => AdminApp.StartAsync(
        "Production", ("Admin:Operators:alice:ApiKey", Alice), ("Admin:Operators:alice:Role", "operator"),
        ("Admin:Operators:rita:ApiKey", Rita), ("Admin:Operators:rita:Role", "reader"),
        ("Reconciliation:Enabled", isEnabled));

    private static Genesys.Receiver.Client.ReconciliationResult Client(ReconciliationResult result) =>
        Enum.Parse<Genesys.Receiver.Client.ReconciliationResult>(result.ToString());

    private async Task<long> FindAsync(params string[] missing)
    {
        var now = TimeProvider.System.GetUtcNow();
        var window = (await Store.TakeAsync(now.AddHours(-5), TimeSpan.FromHours(1), TimeSpan.Zero, Cancel))!;
        await Store.KeepAsync(
            window with
            {
                DueAt = null,
                CheckedAt = now,
                Checks = 1,
                Known = 5,
                Missing = missing.Length,
                Requests =
                2
            },
            [
                .. missing.Select(id => new ReconciliationEntry
                {
                    ConversationId = id, Result = ReconciliationResult.Missing, StartedAt = window.From,
                    EndedAt = window.To,
                }),
            ],
            [],
            Cancel);
        return window.Id;
    }

    private async Task<Genesys.Receiver.Client.Job> EndedAsync(Genesys.Receiver.Client.Job job)
    {
        await Eventually.IsTrue(
            async () => (job = (await Receiver.FindJobAsync(job.Id, Cancel))!).EndedAt is not null, "the job ends");
        return job;
    }
}
