using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Genesys.Tests.Journal;

namespace Genesys.Tests.Reconciliation;

/// <summary>What a job asked for is recorded, each by itself.</summary>
public sealed class FoundConversationsTests : IAsyncLifetime
{
    private readonly SqliteWorld _world = new();
    private IJournal _journal = null!;

    private IJournalReconciliation Windows => ((IJournalStore)_journal).Reconciliation;

    public async ValueTask InitializeAsync() => _journal = await _world.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task OneThatFailsUnexpectedly_HoldsUpNoOther_AndIsThrown()
    {
        await AskForAsync("a", "odd", "b");
        var journal = Faulty<IJournal>.Around(
            _journal,
            (_, arguments) => arguments is [DeliveryRecord record, ..]
                && record.Delivery.EventId.EndsWith("odd", StringComparison.Ordinal));

        await Assert.ThrowsAsync<InvalidCastException>(
            () => new FoundConversations(Windows, journal, _world.Time).RecordAsync(Cancel));

        Assert.Equal(["odd"], (await Windows.AskedAsync(10, Cancel)).Select(entry => entry.ConversationId));
        Assert.Equal(2, (await _journal.GetStateAsync(Cancel)).OpenDeliveries);
    }

    private async Task AskForAsync(params string[] conversations)
    {
        var window = (await Windows.TakeAsync(
            JournalRecords.Start.AddHours(-5), TimeSpan.FromHours(1), TimeSpan.Zero, Cancel))!;
        var found = conversations.Select(id => new ReconciliationEntry
        {
            ConversationId = id,
            Result = ReconciliationResult.Missing,
            StartedAt = window.From,
        });
        await Windows.KeepAsync(window with { DueAt = null, Missing = conversations.Length }, [.. found], [], Cancel);
        var entries = (await Windows.ConversationsAsync(window.Id, null, 10, null, Cancel)).Items;
        await JobSteps.RunAsync(
            _journal, JobSteps.AJob(JobAction.Fetch), [.. entries.Select(entry => entry.Key)]);
    }
}
