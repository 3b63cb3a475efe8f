using System.Reflection;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Genesys.Tests.Destinations.Scheduling;

/// <summary>What is known of the destinations is what the journal was asked for last.</summary>
public sealed class DestinationStatesTests
{
    [Fact]
    public async Task AnswerFromBeforeAPauseThatComesLate_DoesntUndoIt()
    {
        await using var host = await DestinationHost.StartAsync();
        var destinations = host.Services.GetRequiredService<DestinationSet>();
        var journal = LateJournal.Create();
        using var states = new DestinationStates((IHandOverJournal)(object)journal);

        var refreshes = Task.WhenAll(RefreshAsync(), RefreshAsync());
        journal.AnswerTheFirst();
        await refreshes;

        Assert.NotNull(states.Of("crm")?.Paused);

        Task RefreshAsync() => states.RefreshAsync(destinations, Cancel);
    }

    /// <summary>It is asked before a pause, and answers that when it is told to; then after it.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class LateJournal : DispatchProxy
    {
        private readonly TaskCompletionSource<IReadOnlyList<DestinationState>> _first =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        private int _asked;

        public static LateJournal Create() => (LateJournal)(object)Create<IHandOverJournal, LateJournal>();

        public void AnswerTheFirst() => _first.SetResult(Crm(null));

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            new ValueTask<IReadOnlyList<DestinationState>>(
                _asked++ == 0 ? _first.Task : Task.FromResult(Crm(new DestinationPause("ann", default, null))));

        private static IReadOnlyList<DestinationState> Crm(DestinationPause? paused) =>
            [new() { Name = "crm", Waiting = 0, DeadLetters = 0, Paused = paused }];
    }
}
