using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Journal;

/// <summary>Unhealthy while the journal can't write: then intake answers 503.</summary>
internal sealed class JournalHealthCheck(IJournal journal) : IHealthCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "journal";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var state = await journal.GetStateAsync(cancellationToken).ConfigureAwait(false);
        var data = new Dictionary<string, object>
        {
            ["openDeliveries"] = state.OpenDeliveries,
            ["openAnomalies"] = state.OpenAnomalies,
            ["deadLetters"] = state.DeadLetters,
            ["oldestDeliveryAgeSeconds"] = (long)state.OldestDeliveryAge.TotalSeconds,
            ["oldestAnomalyAgeSeconds"] = (long)state.OldestAnomalyAge.TotalSeconds,
            ["bytes"] = state.Bytes,
        };
        return state.Problem is null
            ? HealthCheckResult.Healthy("The journal can write.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, state.Problem, data: data);
    }
}
