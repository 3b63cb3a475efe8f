using System.Reflection;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Reconciliation;
using Genesys.Receiver.Telemetry;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Reconciliation;

/// <summary>Which windows are compared, and when.</summary>
public sealed class ReconcilerPaceTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ClientFixture _client = new(("Genesys:RequestsPerMinute", "100000"));
    private readonly FakeTimeProvider _time = new(Now);
    private readonly Store _store;

    public ReconcilerPaceTests() => _store = new Store(_time);

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("01:59:59", false)]
    [InlineData("02:00:00", true)]
    public async Task WindowThatTheIndexHasntReached_WithTheDelayBehindIt_Waits(string indexed, bool isCompared)
    {
        var from = Now.AddHours(-3);
        _store.IndexedUpTo = from + TimeSpan.Parse(indexed, System.Globalization.CultureInfo.InvariantCulture);
        _client.Handler.OnQuery = async (_, _) => await ScriptedHandler.Answer(200, """{"conversations":[]}""");

        var kept = await StepAsync(from);

        Assert.Equal(isCompared, kept.CheckedAt is not null);
        Assert.Equal(isCompared ? null : Now.AddSeconds(30), kept.DueAt);
    }

    [Fact]
    public async Task WindowThatCouldntBeCompared_IsDueAgainInFiveMinutes_AndTheNextIsAskedForInOne()
    {
        _client.Handler.OnQuery = async (_, _) => await ScriptedHandler.Answer(403, "{}");

        var kept = await StepAsync(Now.AddHours(-3), () => _store.TakenAt.Count > 1);

        Assert.NotNull(kept.Problem);
        Assert.Equal(Now.AddMinutes(5), kept.DueAt);
        Assert.True(_store.TakenAt[1] - _store.TakenAt[0] >= TimeSpan.FromMinutes(1));
    }

    /// <summary>Deals with one window of an hour; what is kept of it.</summary>
    private async Task<ReconciliationWindow> StepAsync(DateTimeOffset from, Func<bool>? until = null)
    {
        _store.Due = new ReconciliationWindow { Id = 1, From = from, To = from.AddHours(1), DueAt = from.AddHours(2) };
        var options = Options.Create(new ReconciliationOptions { Enabled = true, RequestsPerMinute = 300 });
        var windows = ScriptedStore<IJournalReconciliation>.Of(_store);
        var journal = ScriptedStore<IJournal>.Of(_store);
        using var reconciler = new Reconciler(
            windows, ScriptedStore<IJournalSearch>.Of(_store), journal,
            new WindowCheck(
                windows, _client.Services.GetRequiredService<ConversationDetails>(), new ExpectedTopics(options),
                options, _time),
            new FoundConversations(windows, journal, _time),
            new OperatorEvents(ScriptedStore<IHandOverJournal>.Of(_store), new DestinationLimits(), _time),
            _client.Services.GetRequiredService<ReceiverMetrics>(), options, Options.Create(new JournalOptions()),
            _time, NullLogger<Reconciler>.Instance);
        await reconciler.StartAsync(Cancel);
        var kept = await _client.RunAsync(_store.Kept.Task);
        await Eventually.IsTrue(
            until ?? (() => true), "it is done", () => _time.Advance(TimeSpan.FromSeconds(1)), limitSeconds: 30);
        await reconciler.StopAsync(Cancel);
        return kept;
    }

    internal sealed class Store(TimeProvider time)
    {
        public ReconciliationWindow? Due { get; set; }

        public DateTimeOffset IndexedUpTo { get; set; } = Now;

        public List<DateTimeOffset> TakenAt { get; } = [];

        public TimeProvider Time => time;

        public TaskCompletionSource<ReconciliationWindow> Kept { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The part of a journal that is used here: it has one window, and no event.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class ScriptedStore<T> : DispatchProxy
        where T : class
    {
        private Store _store = null!;

        public static T Of(Store store)
        {
            var made = Create<T, ScriptedStore<T>>();
            ((ScriptedStore<T>)(object)made)._store = store;
            return made;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case "get_Unreachable":
                    return CancellationToken.None;
                case "get_IndexedUpTo":
                    return _store.IndexedUpTo;
                case nameof(IJournalReconciliation.AskedAsync):
                    return new ValueTask<IReadOnlyList<ReconciliationEntry>>([]);
                case nameof(IJournalReconciliation.TakeAsync):
                    _store.TakenAt.Add(_store.Time.GetUtcNow());
                    var due = _store.Due;
                    _store.Due = null;
                    return new ValueTask<ReconciliationWindow?>(due);
                case nameof(IJournalReconciliation.RenewAsync):
                    return new ValueTask<bool>(true);
                default:
                    _store.Kept.TrySetResult((ReconciliationWindow)args![0]!);
                    return new ValueTask<bool>(true);
            }
        }
    }
}
