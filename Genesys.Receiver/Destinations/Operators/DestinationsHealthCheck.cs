using System.Globalization;
using Genesys.Receiver.Destinations.Scheduling;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Destinations.Operators;

/// <summary>
/// Degraded, never unhealthy, while a destination takes nothing or loses nothing but its place: intake goes on.
/// </summary>
internal sealed class DestinationsHealthCheck(DestinationSet destinations, DestinationStates states) : IHealthCheck
{
    public const string Name = "destinations";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = destinations.Pumps.Select(Problem).Concat(NoLongerConfigured()).OfType<string>().ToList();
        return Task.FromResult(problems.Count > 0
            ? HealthCheckResult.Degraded(string.Join(' ', problems))
            : HealthCheckResult.Healthy(
                destinations.Pumps.Count == 0 ? "No destination is configured." : "Every destination takes events."));
    }

    private string? Problem(DestinationPump pump)
    {
        var name = pump.Context.Name;
        var state = states.Of(name);
        if (state?.Paused is not null)
        {
            return $"Destination {name} is paused by an operator; {Waiting(state)}. "
                + $"POST /admin/destinations/{name}/resume ends it.";
        }

        if (state?.Waiting >= pump.Context.Options.MaxWaiting)
        {
            return $"Destination {name} is full: what comes for it is a dead letter. Mend it, or raise its MaxWaiting.";
        }

        var reason = pump.Condition.Reason;
        if (pump.Condition.PausedAt is not null)
        {
            return $"Destination {name} is paused after its failures ({reason}); {Waiting(state)}, "
                + "and one event a minute is tried.";
        }

        return pump.Condition.IsFailing
            ? $"Destination {name} fails ({reason}); {Waiting(state)}, and they are tried one at a time."
            : null;
    }

    private IEnumerable<string> NoLongerConfigured() => states.All
        .Where(state => state.Waiting > 0 && destinations.Pumps.All(pump => pump.Context.Name != state.Name))
        .Select(state => $"Destination {state.Name} is no longer configured; {Waiting(state)}. Configure it again, or "
            + "discard what waits.");

    private static string Waiting(DestinationState? state) => state?.Waiting == 1
        ? "1 event waits"
        : string.Create(CultureInfo.InvariantCulture, $"{state?.Waiting ?? 0:N0} events wait");
}
