using System.Globalization;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.GenesysCloud;
using Genesys.Tests.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.Reconciliation;

/// <summary>
/// A window that can't be dealt with waits, and the others get their turn. Two are due: from 9 to 10, and from 10 to
/// 11, each with one conversation that is missing.
/// </summary>
public sealed class ReconcilerTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = JournalRecords.Start;

    private readonly ClientFixture _client = new(("Genesys:RequestsPerMinute", "100000"));
    private readonly SqliteWorld _world = new();
    private readonly FakeLogger<Reconciler> _log = new();
    private IJournal _journal = null!;

    private IJournalStore Store => (IJournalStore)_journal;

    public async ValueTask InitializeAsync()
    {
        _journal = await _world.StartAsync();
        await _world.CatchUpAsync(_journal);
        await Store.Reconciliation.TakeAsync(
            Noon.AddHours(-3), TimeSpan.FromHours(1), TimeSpan.FromMinutes(30), Cancel);
        Names(hour => hour == 9 ? Conversation("odd", 9) : Conversation("usual", 10));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"conversationId":"a","conversationStart":"2026-03-01T09:01:00Z","participants":[null]}""")]
    public async Task AnswerWithAnOddEntry_IsAProblemOfItsWindowAlone(string entry)
    {
        Names(hour => hour == 9 ? entry : Conversation("usual", 10));

        var (odd, usual) = await RunAsync((_, _) => false);

        Assert.Contains("wrong_shape", odd.Problem, StringComparison.Ordinal);
        Assert.InRange(odd.DueAt!.Value, Noon.AddMinutes(5), Noon.AddMinutes(7));
        Assert.Equal((1, null), (usual.Missing, usual.Problem));
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task ABug_IsAProblemOfItsWindowAlone_AndIsLogged()
    {
        var (odd, usual) = await RunAsync((member, arguments) =>
            member == nameof(IJournalReconciliation.FindTopicsAsync)
            && ((IReadOnlyList<string>)arguments[0]!).Contains("odd"));

        Assert.Contains("unexpected", odd.Problem, StringComparison.Ordinal);
        Assert.Null(odd.CheckedAt);
        Assert.InRange(odd.DueAt!.Value, Noon.AddMinutes(5), Noon.AddMinutes(7));
        Assert.Equal((1, null), (usual.Missing, usual.Problem));
        Assert.Contains(
            typeof(InvalidCastException).FullName!,
            Assert.Single(_log.Collector.GetSnapshot(), entry => entry.Level == LogLevel.Error).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCantBeKept_IsAProblemOfItsWindowAlone()
    {
        var (odd, usual) = await RunAsync((member, arguments) =>
            member == nameof(IJournalReconciliation.KeepAsync)
            && ((IReadOnlyList<ReconciliationEntry>)arguments[1]!).Any(entry => entry.ConversationId == "odd"));

        Assert.Contains("unexpected", odd.Problem, StringComparison.Ordinal);
        Assert.Equal((1, null), (usual.Missing, usual.Problem));
    }

    [Fact]
    public async Task ABugWithConversationsThatAJobAskedFor_HoldsUpNoWindow()
    {
        var (odd, usual) = await RunAsync((member, _) => member == nameof(IJournalReconciliation.AskedAsync));

        Assert.Equal((1, null), (odd.Missing, odd.Problem));
        Assert.Equal((1, null), (usual.Missing, usual.Problem));
    }

    [Fact]
    public async Task WindowThatABugKeptFromBeingLookedAtAgain_IsWhenTheBugIsGone()
    {
        await RunAsync((_, _) => false);
        await DueAsync(9);
        var (odd, _) = await RunAsync((member, _) => member == nameof(IJournalReconciliation.ConversationsAsync), 9);
        Assert.Contains("unexpected", odd.Problem, StringComparison.Ordinal);
        Assert.Equal(1, odd.Missing);

        await DueAsync(9);
        var (looked, _) = await RunAsync((_, _) => false, 9);

        Assert.Equal((2, null, 1), (looked.Checks, looked.Problem, looked.Missing));
    }

    [Fact]
    public async Task WindowOfWhichEverythingIsForgotten_IsGivenUp_AndAWarningSaysSo()
    {
        _client.Time.Advance(new JournalOptions().Retention);

        var (odd, usual) = await RunAsync((_, _) => false);

        Assert.All([odd, usual], window =>
        {
            Assert.Equal(
                (null, null, ReconciliationProblems.TooOld), (window.CheckedAt, window.DueAt, window.Problem));
            Assert.Single(
                _log.Collector.GetSnapshot(),
                entry => entry.Level == LogLevel.Warning
                    && entry.Message.Contains($"of {window.From:O} to", StringComparison.Ordinal)
                    && entry.Message.Contains(ReconciliationProblems.TooOld, StringComparison.Ordinal));
        });
    }

    private static string Conversation(string id, int hour) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"conversationId":"{{id}}","conversationStart":"2026-03-01T{{hour:00}}:01:00Z","participants":[{"purpose":"customer"}]}""");

    private void Names(Func<int, string> conversation) => _client.Handler.OnQuery = async (request, cancellation) =>
    {
        var isOfNine = (await request.Content!.ReadAsStringAsync(cancellation)).Contains(
            "\"2026-03-01T09:00:00.000Z/", StringComparison.Ordinal);
        return await ScriptedHandler.Answer(
            200, $$"""{"totalHits":1,"conversations":[{{conversation(isOfNine ? 9 : 10)}}]}""");
    };

    private async Task<ReconciliationWindow> WindowAsync(int hour) =>
        (await Store.Reconciliation.ListAsync(100, null, Cancel)).Items.First(window => window.From.Hour == hour);

    private async Task DueAsync(int hour) => await Store.Reconciliation.KeepAsync(
        await WindowAsync(hour) with { DueAt = Noon.AddHours(-1) }, [], [], Cancel);

    /// <summary>Runs it until a window isn't due any more; returns both.</summary>
    private async Task<(ReconciliationWindow Odd, ReconciliationWindow Usual)> RunAsync(
        Func<string, object?[], bool> fails, int until = 10)
    {
        var options = Options.Create(new ReconciliationOptions
        {
            Enabled = true,
            Delay = TimeSpan.FromMinutes(30),
            RequestsPerMinute = 300,
        });
        var windows = Faulty<IJournalReconciliation>.Around(Store.Reconciliation, fails);
        await using var operators = new OperatorEvents(Store.HandOvers, _world.Limits, _client.Time);
        using var reconciler = new Reconciler(
            windows,
            Store.Search,
            _journal,
            new WindowCheck(
                windows, _client.Services.GetRequiredService<ConversationDetails>(), new ExpectedTopics(options),
                options, _client.Time),
            new FoundConversations(windows, _journal, _client.Time),
            operators,
            _client.Services.GetRequiredService<ReceiverMetrics>(),
            options,
            Options.Create(new JournalOptions()),
            _client.Time,
            _log);

        await reconciler.StartAsync(Cancel);
        await Eventually.IsTrue(
            async () => (await Store.Reconciliation.ListAsync(100, null, Cancel)).Items.Any(
                window => window.From.Hour == until && (window.DueAt is null || window.DueAt > Noon)),
            "the window is dealt with", () => _client.Time.Advance(TimeSpan.FromSeconds(1)));
        await reconciler.StopAsync(Cancel);
        return (await WindowAsync(9), await WindowAsync(10));
    }
}
