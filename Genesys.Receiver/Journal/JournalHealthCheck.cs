using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Genesys.Receiver.Journal;

/// <summary>
/// Unhealthy while the journal can't write, and degraded while it is full, when what finds no room is answered 503 and
/// the rest is taken, or can't be searched.
/// </summary>
internal sealed class JournalHealthCheck(IJournal journal, TimeProvider time) : IHealthCheck
{
    // A disk or a database can hang instead of failing; a probe of health waits five seconds or so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Name of the check.</summary>
    public const string Name = "journal";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        JournalState state;
        try
        {
            state = await journal.GetStateAsync(cancellationToken).AsTask()
                .WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                "The journal hasn't answered for 3 s: check the disk or the database that holds it; the journal "
                    + "retries automatically.");
        }

        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["openDeliveries"] = state.OpenDeliveries,
            ["waitingHandOvers"] = state.WaitingHandOvers,
            ["openAnomalies"] = state.OpenAnomalies,
            ["deadLetters"] = state.DeadLetters,
            ["oldestDeliveryAgeSeconds"] = (long)state.OldestDeliveryAge.TotalSeconds,
            ["oldestAnomalyAgeSeconds"] = (long)state.OldestAnomalyAge.TotalSeconds,
            ["bytes"] = state.Bytes,
        };
        return state switch
        {
            { Problem: { } problem } => new HealthCheckResult(context.Registration.FailureStatus, problem, data: data),
            { Full: not null } or { IndexProblem: not null } => HealthCheckResult.Degraded(
                string.Join(' ', new[] { state.Full, state.IndexProblem }.OfType<string>()), data: data),
            _ => HealthCheckResult.Healthy("The journal can write.", data),
        };
    }
}
