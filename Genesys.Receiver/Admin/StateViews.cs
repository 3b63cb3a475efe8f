using Genesys.Receiver.Client;
using Genesys.Receiver.Destinations.Operators;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Circuits = Genesys.Receiver.GenesysCloud.CircuitState;

namespace Genesys.Receiver.Admin;

/// <summary>What there is and how it goes, for the counts and for whoever watches them.</summary>
internal sealed class StateViews(
    IJournal journal, IJournalAdministration administration, IJournalSearch search, GenesysAvailability genesys,
    DestinationAdministration destinations,
    TimeProvider time)
{
    public async ValueTask<Counts> CountAsync(CancellationToken cancellationToken)
    {
        var state = await journal.GetStateAsync(cancellationToken);
        return new Counts
        {
            OpenDeliveries = state.OpenDeliveries,
            DeadLetters = state.DeadLetters,
            OpenAnomalies = state.OpenAnomalies,
            SetAsideAnomalies = await administration.CountSetAsideAsync(cancellationToken),
            OldestDeliveryAgeSeconds = state.OldestDeliveryAge.TotalSeconds,
            OldestAnomalyAgeSeconds = state.OldestAnomalyAge.TotalSeconds,
            Bytes = state.Bytes,
            Problem = state.Problem,
            Full = state.Full,
            Index = new IndexState(search.IndexedUpTo, search.Lag.TotalSeconds),
            GenesysCloud = GenesysCloud(),
            Destinations = [.. (await destinations.ListAsync(cancellationToken)).Select(DestinationViews.Of)],
        };
    }

    public GenesysCloudState GenesysCloud() => new()
    {
        Circuit = genesys.Circuit switch
        {
            Circuits.Closed => Client.CircuitState.Closed,
            Circuits.HalfOpen => Client.CircuitState.HalfOpen,
            Circuits.Open => Client.CircuitState.Open,
            var other => throw new InvalidOperationException($"The circuit's state {other} isn't shown."),
        },
        BreakLeftSeconds = genesys.BreakLeft?.TotalSeconds,
        Problems = genesys.Problems,
        RateLimit = genesys.RateLimit is { } limit
            ? new RateLimit(limit.Count, limit.Allowed, ToTheSecond(time.GetUtcNow() + limit.Reset)) : null,
    };

    // Told again with each answer: what is the same must look the same.
    private static DateTimeOffset ToTheSecond(DateTimeOffset moment) =>
        moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond));
}
