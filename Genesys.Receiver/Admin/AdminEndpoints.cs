using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Admin;

/// <summary>The routes' work.</summary>
internal sealed partial class AdminEndpoints(
    IJournal journal, IJournalAdministration administration, IOptions<AdminOptions> options, ILogger<AdminEndpoints> logger)
{
    private const int MaxKeys = 1_000;
    private const int MaxReason = 500;

    private bool InClear => options.Value.ShowPersonalData;

    public async Task<Ok<Counts>> CountAsync(CancellationToken cancellationToken)
    {
        var state = await journal.GetStateAsync(cancellationToken).ConfigureAwait(false);
        return TypedResults.Ok(new Counts(
            state.OpenDeliveries,
            state.DeadLetters,
            state.OpenAnomalies,
            await administration.CountSetAsideAsync(cancellationToken).ConfigureAwait(false),
            state.OldestDeliveryAge.TotalSeconds,
            state.OldestAnomalyAge.TotalSeconds,
            state.Bytes,
            state.Problem));
    }

    public async Task<Ok<Page<DeliveryView>>> ListDeliveriesAsync([AsParameters] DeliveryQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Page<DeliveryView>.ReadAsync(
            query.Limit,
            query.Before,
            (before, max) => administration.ReadDeliveriesAsync(query.State?.Value ?? DeliveryState.DeadLetter, before, max, cancellationToken),
            entry => entry.Key,
            entry => query.Includes(entry.Record) ? DeliveryView.Of(entry, InClear, whole: false) : null).ConfigureAwait(false));

    public async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> ShowDeliveryAsync(long key, CancellationToken cancellationToken) =>
        await administration.FindDeliveryAsync(key, cancellationToken).ConfigureAwait(false) is { } entry
            ? TypedResults.Ok(DeliveryView.Of(entry, InClear, whole: true))
            : NotFound("delivery");

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemHttpResult>> ReplayDeliveriesAsync(
        ReplayCommand command, CancellationToken cancellationToken) =>
        DoAsync("replayed deliveries", command.Keys, null, async key =>
        {
            var newKey = await administration.ReplayDeliveryAsync(key, cancellationToken).ConfigureAwait(false);
            return new CommandResult(key, newKey is not null, newKey);
        });

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemHttpResult>> DiscardDeliveriesAsync(
        DiscardCommand command, CancellationToken cancellationToken) =>
        DoAsync("discarded deliveries", command.Keys, command.Reason ?? "", async key => new CommandResult(
            key, await administration.DiscardDeliveryAsync(key, command.Reason!, cancellationToken).ConfigureAwait(false)));

    public async Task<Ok<Page<AnomalyView>>> ListAnomaliesAsync([AsParameters] AnomalyQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Page<AnomalyView>.ReadAsync(
            query.Limit,
            query.Before,
            (before, max) => administration.ReadAnomaliesAsync(query.State?.Value ?? AnomalyState.SetAside, before, max, cancellationToken),
            entry => entry.Key,
            entry => query.Includes(entry.Record) ? AnomalyView.Of(entry) : null).ConfigureAwait(false));

    public async Task<Results<Ok<AnomalyView>, ProblemHttpResult>> ShowAnomalyAsync(long key, CancellationToken cancellationToken) =>
        await administration.FindAnomalyAsync(key, cancellationToken).ConfigureAwait(false) is { } entry
            ? TypedResults.Ok(AnomalyView.Of(entry))
            : NotFound("anomaly");

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemHttpResult>> ReplayAnomaliesAsync(
        ReplayCommand command, CancellationToken cancellationToken) =>
        DoAsync("replayed anomalies", command.Keys, null, async key =>
        {
            var newKey = await administration.ReplayAnomalyAsync(key, cancellationToken).ConfigureAwait(false);
            return new CommandResult(key, newKey is not null, newKey);
        });

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemHttpResult>> DiscardAnomaliesAsync(
        DiscardCommand command, CancellationToken cancellationToken) =>
        DoAsync("discarded anomalies", command.Keys, command.Reason ?? "", async key =>
            new CommandResult(key, await administration.DiscardAnomalyAsync(key, cancellationToken).ConfigureAwait(false)));

    private async Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemHttpResult>> DoAsync(
        string what, IReadOnlyList<long>? keys, string? reason, Func<long, Task<CommandResult>> one)
    {
        if (keys is null or { Count: 0 or > MaxKeys })
        {
            return Invalid($"keys must have 1 to {MaxKeys} numbers.");
        }

        if (reason is { Length: 0 or > MaxReason } || (reason is not null && string.IsNullOrWhiteSpace(reason)))
        {
            return Invalid($"reason must have 1 to {MaxReason} characters.");
        }

        var results = new List<CommandResult>();
        foreach (var key in keys.Distinct())
        {
            results.Add(await one(key).ConfigureAwait(false));
        }

        var done = results.Count(result => result.Done);
        Log.Done(logger, what, done, results.Count);
        return TypedResults.Ok<IReadOnlyList<CommandResult>>(results);
    }

    private static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem($"The journal has no such {what}, or no longer.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Invalid(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    private static partial class Log
    {
        [LoggerMessage(EventId = 9001, Level = LogLevel.Information, Message = "An operator {What}: {Done} of {Asked}.")]
        public static partial void Done(ILogger logger, string what, int done, int asked);
    }
}
