using System.Reflection;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

/// <summary>When a hand-over that failed is tried again, and when no more.</summary>
public sealed class HandOverSettlementTests : IDisposable
{
    private static readonly DateTimeOffset EndedAt = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DestinationOptions _options = new();
    private readonly NotedJournal _journal = NotedJournal.Create();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ReceiverMetrics>()
        .BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task WaitThatTheDestinationAsksFor_IsKept()
    {
        await FailAsync(ALease(EndedAt), TimeSpan.FromMinutes(10));

        Assert.Equal(EndedAt.AddMinutes(10), Assert.Single(_journal.DueAt));
    }

    [Theory]
    [InlineData(0, 0.5, 1)]
    [InlineData(3, 4, 8)]
    [InlineData(60, 1_800, 3_600)]
    public async Task WaitOfItsOwn_DoublesUpToTheLongest(int attempts, double least, double most)
    {
        await FailAsync(ALease(EndedAt) with { Attempts = attempts }, TimeSpan.FromMilliseconds(1));

        Assert.InRange(Assert.Single(_journal.DueAt), EndedAt.AddSeconds(least), EndedAt.AddSeconds(most));
    }

    [Fact]
    public async Task Wait_EndsWhenTheEventIsTooOld()
    {
        var recordedAt = EndedAt.AddMinutes(5) - _options.MaxAge;

        await FailAsync(ALease(recordedAt), TimeSpan.FromMinutes(10));

        Assert.Equal(EndedAt.AddMinutes(5), Assert.Single(_journal.DueAt));
    }

    [Fact]
    public async Task EventThatIsTooOldWhenItsAttemptEnds_IsADeadLetter_ForThat()
    {
        await FailAsync(ALease(EndedAt - _options.MaxAge), TimeSpan.FromMinutes(10));

        Assert.Empty(_journal.DueAt);
        Assert.Equal(HandOverReasons.Expired, Assert.Single(_journal.DeadLetters));
    }

    private static LeasedHandOver ALease(DateTimeOffset recordedAt) =>
        new AHandOver().Lease() with { RecordedAt = recordedAt };

    private Task FailAsync(LeasedHandOver leased, TimeSpan retryAfter)
    {
        var journal = (IHandOverJournal)(object)_journal;
        var time = new FakeTimeProvider(EndedAt);
        var settlement = new HandOverSettlement(
            journal, new OperatorEvents(journal, new DestinationLimits(), time),
            _services.GetRequiredService<ReceiverMetrics>(), time, NullLogger<HandOverSettlement>.Instance);
        var result = HandOverResult.Failed("http_429") with { StatusCode = 429, RetryAfter = retryAfter };
        return settlement.SettleAsync(
            new DestinationContext("crm", _options), [(leased, result)], EndedAt.AddSeconds(-1), EndedAt,
            _options.MaxDelay, Cancel);
    }

    /// <summary>Notes what it is told.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class NotedJournal : DispatchProxy
    {
        public List<DateTimeOffset> DueAt { get; } = [];

        /// <summary>The reason of each.</summary>
        public List<string> DeadLetters { get; } = [];

        public static NotedJournal Create() => (NotedJournal)(object)Create<IHandOverJournal, NotedJournal>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IHandOverJournal.RescheduleHandOversAsync):
                    DueAt.Add((DateTimeOffset)args![2]!);
                    break;
                case nameof(IHandOverJournal.DeadLetterHandOverAsync):
                    DeadLetters.Add((string)args![2]!);
                    break;
            }

            return ValueTask.CompletedTask;
        }
    }
}
