using Genesys.Receiver.Journal;
using Genesys.Receiver.Journal.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using static Genesys.Tests.Journal.JournalRecords;

namespace Genesys.Tests.Journal;

/// <summary>A fault of the receiver's own on the thread that uses the file: nobody waits for ever.</summary>
public sealed class SqliteFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly SqliteWorld _world = new();
    private readonly FakeLogger<SqliteJournal> _log = new();
    private SqliteJournal? _journal;

    private SqliteJournal Journal => _journal!;

    public async ValueTask InitializeAsync()
    {
        _world.Log = _log;
        _journal = (SqliteJournal)await _world.StartAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task FaultInATransaction_FailsItsCallerAlone()
    {
        var faulty = await FailsAsync(() => throw new InvalidOperationException("a bug"), () => true);

        Assert.Contains("see the log", faulty.Message, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", Assert.Single(Errors()).Message, StringComparison.Ordinal);
        await GoesOnAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FaultAfterTheCommit_FailsItsCallerAlone_AndNothingIsWrittenTwice(bool writes)
    {
        Task<RecordResult> before, after;
        Task<JournalUnavailableException> faulty;
        var written = 0;
        using (await HeldWriter.HoldAsync(Journal))
        {
            before = Journal.RecordAsync(AnAnomaly("before"), Cancel).AsTask();
            faulty = FailsAsync(
                writes ? () => written++ : null, () => throw new InvalidOperationException("a bug"));
            after = Journal.RecordAsync(AnAnomaly("after"), Cancel).AsTask();
        }

        Assert.Contains("see the log", (await faulty).Message, StringComparison.Ordinal);
        Assert.Equal(RecordStatus.Recorded, (await before.WaitAsync(Limit, Cancel)).Status);
        Assert.Equal(RecordStatus.Recorded, (await after.WaitAsync(Limit, Cancel)).Status);
        Assert.Single(Errors());
        Assert.Equal(writes ? 1 : 0, written);
        Assert.Equal(2, await _world.CountAsync("anomalies"));
        Assert.Equal(2, (await Journal.GetStateAsync(Cancel)).OpenAnomalies);
        Assert.Equal(2, (await Journal.LeaseAnomaliesAsync(10, Cancel)).Count);
        await GoesOnAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FaultThatCannotBeAnswered_EndsTheReceiver_WithASentenceForWhoeverComesLater(bool inAnswer)
    {
        Assert.True(Journal.Writer.TryPost(new FaultyWork(inAnswer)));

        await Eventually.IsTrue(() => _world.Corruption is not null, "the receiver is told to end");
        Assert.Contains("fault of its own", _world.Corruption, StringComparison.Ordinal);
        var recording = Journal.RecordAsync(ADelivery("later"), false, Cancel).AsTask();
        Assert.Equal(RecordStatus.Unavailable, (await recording.WaitAsync(Limit, Cancel)).Status);
        var state = await Journal.GetStateAsync(Cancel).AsTask().WaitAsync(Limit, Cancel);
        Assert.Equal(_world.Corruption, state.Problem);
        Assert.Single(Errors(), line => line.Message == _world.Corruption);
        await _world.StopAsync(Journal).WaitAsync(Limit, Cancel);
    }

    private async Task<JournalUnavailableException> FailsAsync(Action? write, Func<bool> committed) =>
        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => Journal.Writer.RunAsync(write, committed, Cancel).AsTask().WaitAsync(Limit, Cancel));

    private async Task GoesOnAsync()
    {
        Assert.Null((await Journal.GetStateAsync(Cancel)).Problem);
        Assert.Equal(RecordStatus.Recorded, (await Journal.RecordAsync(ADelivery("next"), false, Cancel)).Status);
        Assert.Null(_world.Corruption);
    }

    private IEnumerable<FakeLogRecord> Errors() =>
        _log.Collector.GetSnapshot().Where(line => line.Level == LogLevel.Error);

    private sealed class FaultyWork(bool inAnswer) : SqliteWork
    {
        public override void Write()
        {
            if (!inAnswer)
            {
                throw new InvalidOperationException("a bug");
            }
        }

        public override void Committed()
        {
        }

        public override void Answer() => throw new InvalidOperationException("a bug");

        public override void Fail(JournalUnavailableException reason) => throw new InvalidOperationException("a bug");
    }
}
