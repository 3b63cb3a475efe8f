using System.Reflection;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Destinations.Scheduling;

/// <summary>What ends because it waited for too long, of a destination that nobody configures any more.</summary>
public sealed class ExpiryTests
{
    [Fact]
    public async Task AllThatIsTooOld_EndsAtOnce_HoweverMuchItIs()
    {
        var time = new FakeTimeProvider();
        var journal = ExpiringJournal.Create();
        await using var host = await DestinationHost.StartAsync();
        using var states = new DestinationStates((IHandOverJournal)(object)journal);
        await states.RefreshAsync(host.Services.GetRequiredService<DestinationSet>(), Cancel);
        using var service = ActivatorUtilities.CreateInstance<DestinationService>(
            host.Services, journal, states, time);

        await service.StartAsync(Cancel);

        await Eventually.IsTrue(() => journal.Asked.Count == 3, "nothing is left", limitSeconds: 30);
        Assert.All(
            journal.Asked,
            one => Assert.Equal(("former", time.GetUtcNow() - DestinationOptions.DefaultMaxAge), one));
        await service.StopAsync(Cancel);
    }

    /// <summary>It has 2,003 hand-overs that are too old.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class ExpiringJournal : DispatchProxy
    {
        private int _left = 2_003;

        public List<(string Destination, DateTimeOffset Before)> Asked { get; } = [];

        public static ExpiringJournal Create() => (ExpiringJournal)(object)Create<IHandOverJournal, ExpiringJournal>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            switch (targetMethod!.Name)
            {
                case nameof(IHandOverJournal.ExpireHandOversAsync):
                    Asked.Add(((string)args![0]!, (DateTimeOffset)args[1]!));
                    var ended = Math.Min(_left, (int)args[2]!);
                    _left -= ended;
                    return new ValueTask<(int, int)>((ended, ended));
                case nameof(IHandOverJournal.TakeFull):
                    return new Dictionary<string, int>();
                default:
                    return new ValueTask<IReadOnlyList<DestinationState>>(
                        [new() { Name = "former", Waiting = 2_003, DeadLetters = 0 }]);
            }
        }
    }
}
