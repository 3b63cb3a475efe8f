using System.Reflection;
using Genesys.Receiver.Admin;
using Genesys.Receiver.Client;
using Genesys.Receiver.Destinations.Operators;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.DependencyInjection;
using Operator = Genesys.Receiver.Admin.Operator;

namespace Genesys.Tests.Admin;

public sealed class DiscardWaitingTests
{
    [Fact]
    public async Task AllThatWaits_IsDiscarded_HoweverMuchItIs()
    {
        await using var app = await AdminApp.StartAsync();
        var services = app.Get<IServiceProvider>();
        var journal = FullJournal.Create();
        using var states = new DestinationStates((IHandOverJournal)(object)journal);
        var destinations = ActivatorUtilities.CreateInstance<DestinationAdministration>(services, states, journal);

        await ActivatorUtilities.CreateInstance<DestinationEndpoints>(services, destinations)
            .DiscardAsync("former", new ReasonCommand("r"), Operator.Development, Cancel);

        Assert.Equal(0, journal.Waiting);
        var row = Assert.Single((await app.Receiver().GetAuditAsync(cancellationToken: Cancel)).Items);
        Assert.Equal((AuditActions.DiscardWaiting, "former", 2_500L), (row.Action, row.Subject, row.Count));
    }

    /// <summary>It has much for a destination that is no longer configured.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Performance", "CA1852", Justification = "The proxy derives from it.")]
    internal class FullJournal : DispatchProxy
    {
        public int Waiting { get; private set; } = 2_500;

        public static FullJournal Create() => (FullJournal)(object)Create<IHandOverJournal, FullJournal>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name != nameof(IHandOverJournal.DiscardWaitingAsync))
            {
                return new ValueTask<IReadOnlyList<DestinationState>>(
                    [new() { Name = "former", Waiting = Waiting, DeadLetters = 0 }]);
            }

            var some = Math.Min((int)args![2]!, Waiting);
            Waiting -= some;
            return new ValueTask<int>(some);
        }
    }
}
