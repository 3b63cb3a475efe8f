using System.Reflection;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Journal;

/// <summary>When operators are told of dead letters that will be discarded.</summary>
public class DeadLetterExpiryTests
{
    [Theory]
    [InlineData(30 * 24, 29 * 24)]
    [InlineData(48, 24)]
    [InlineData(2, 1)]
    public async Task Notice_is_a_day_and_half_of_the_retention_at_most(int retentionHours, int toldAfterHours)
    {
        var time = new FakeTimeProvider();
        var journal = AskedJournal.Create();
        var limits = new DestinationLimits();
        limits.Set([new DestinationLimit("oncall", WantsOperatorEvent: _ => true)]);
        using var expiry = new DeadLetterExpiry(
            (IJournalAdministration)(object)journal, new OperatorEvents(null!, limits, time),
            Options.Create(new JournalOptions { DeadLetterRetention = TimeSpan.FromHours(retentionHours) }), time);
        await expiry.StartAsync(Cancel);

        await Eventually.IsTrue(
            () => journal.Asked.Task.IsCompleted, "it looks", () => time.Advance(TimeSpan.FromMinutes(1)));
        await expiry.StopAsync(Cancel);

        // A look is made each minute, and the clock may have gone on since.
        Assert.InRange(
            time.GetUtcNow() - await journal.Asked.Task, TimeSpan.FromHours(toldAfterHours),
            TimeSpan.FromHours(toldAfterHours + 0.9));
    }

    /// <summary>It notes what it is asked for.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class AskedJournal : DispatchProxy
    {
        public TaskCompletionSource<DateTimeOffset> Asked { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static AskedJournal Create() => (AskedJournal)(object)Create<IJournalAdministration, AskedJournal>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Asked.TrySetResult((DateTimeOffset)args![0]!);
            return new ValueTask<bool>(true);
        }
    }
}
