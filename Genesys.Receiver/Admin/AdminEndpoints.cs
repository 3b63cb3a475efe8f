using Genesys.Receiver.Answers;
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
    private const string ReasonRule = "reason must have 1 to 500 characters.";

    private bool InClear => options.Value.ShowPersonalData;

    public async Task<Ok<Counts>> CountAsync(CancellationToken cancellationToken)
    {
        var state = await journal.GetStateAsync(cancellationToken);
        return TypedResults.Ok(new Counts(
            state.OpenDeliveries,
            state.DeadLetters,
            state.OpenAnomalies,
            await administration.CountSetAsideAsync(cancellationToken),
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
            entry => query.Includes(entry.Record) ? DeliveryView.Of(entry, InClear, whole: false) : null));

    public async Task<Results<Ok<DeliveryView>, ProblemAnswer>> ShowDeliveryAsync(long key, CancellationToken cancellationToken) =>
        await administration.FindDeliveryAsync(key, cancellationToken) is { } entry
            ? TypedResults.Ok(DeliveryView.Of(entry, InClear, whole: true))
            : NotFound("delivery");

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemAnswer>> ReplayDeliveriesAsync(
        ReplayCommand command, CancellationToken cancellationToken) =>
        DoAsync("replayed deliveries", command.Keys, null, async key =>
        {
            var newKey = await administration.ReplayDeliveryAsync(key, cancellationToken);
            return new CommandResult(key, newKey is not null, newKey);
        });

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemAnswer>> DiscardDeliveriesAsync(
        DiscardCommand command, CancellationToken cancellationToken) =>
        DoAsync("discarded deliveries", command.Keys, command.Reason ?? "", async key => new CommandResult(
            key, await administration.DiscardDeliveryAsync(key, command.Reason!, cancellationToken)));

    public Task<Results<Ok<MatchingResult>, ProblemAnswer>> ReplayMatchingAsync([AsParameters] DeliveryQuery query, CancellationToken cancellationToken) =>
        DoMatchingAsync(
            "replayed deliveries",
            query,
            null,
            async key => await administration.ReplayDeliveryAsync(key, cancellationToken) is not null,
            cancellationToken);

    public Task<Results<Ok<MatchingResult>, ProblemAnswer>> DiscardMatchingAsync(
        [AsParameters] DeliveryQuery query, DiscardMatchingCommand command, CancellationToken cancellationToken) =>
        DoMatchingAsync(
            "discarded deliveries",
            query,
            command.Reason ?? "",
            async key => await administration.DiscardDeliveryAsync(key, command.Reason!, cancellationToken),
            cancellationToken);

    public async Task<Ok<Page<AnomalyView>>> ListAnomaliesAsync([AsParameters] AnomalyQuery query, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Page<AnomalyView>.ReadAsync(
            query.Limit,
            query.Before,
            (before, max) => administration.ReadAnomaliesAsync(query.State?.Value ?? AnomalyState.SetAside, before, max, cancellationToken),
            entry => entry.Key,
            entry => query.Includes(entry.Record) ? AnomalyView.Of(entry) : null));

    public async Task<Results<Ok<AnomalyView>, ProblemAnswer>> ShowAnomalyAsync(long key, CancellationToken cancellationToken) =>
        await administration.FindAnomalyAsync(key, cancellationToken) is { } entry
            ? TypedResults.Ok(AnomalyView.Of(entry))
            : NotFound("anomaly");

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemAnswer>> ReplayAnomaliesAsync(
        ReplayCommand command, CancellationToken cancellationToken) =>
        DoAsync("replayed anomalies", command.Keys, null, async key =>
        {
            var newKey = await administration.ReplayAnomalyAsync(key, cancellationToken);
            return new CommandResult(key, newKey is not null, newKey);
        });

    public Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemAnswer>> DiscardAnomaliesAsync(
        DiscardCommand command, CancellationToken cancellationToken) =>
        DoAsync("discarded anomalies", command.Keys, command.Reason ?? "", async key =>
            new CommandResult(key, await administration.DiscardAnomalyAsync(key, cancellationToken)));

    private async Task<Results<Ok<IReadOnlyList<CommandResult>>, ProblemAnswer>> DoAsync(
        string what, IReadOnlyList<long>? keys, string? reason, Func<long, Task<CommandResult>> one)
    {
        if (keys is null or { Count: 0 or > MaxKeys })
        {
            return Invalid($"keys must have 1 to {MaxKeys} numbers.");
        }

        if (!IsReason(reason))
        {
            return Invalid(ReasonRule);
        }

        var results = new List<CommandResult>();
        foreach (var key in keys.Distinct())
        {
            results.Add(await one(key));
        }

        var done = results.Count(result => result.Done);
        Log.Done(logger, what, done, results.Count);
        return TypedResults.Ok<IReadOnlyList<CommandResult>>(results);
    }

    /// <summary>
    /// Deals with the dead letters of one page, newest first; the answer says where the next one starts.
    /// </summary>
    private async Task<Results<Ok<MatchingResult>, ProblemAnswer>> DoMatchingAsync(
        string what, DeliveryQuery query, string? reason, Func<long, Task<bool>> one, CancellationToken cancellationToken)
    {
        if (query.State?.Value is not (null or DeliveryState.DeadLetter))
        {
            return Invalid("state must be deadLetter, or left out: nothing else can be replayed or discarded.");
        }

        if (!IsReason(reason))
        {
            return Invalid(ReasonRule);
        }

        var page = await Page<DeliveryEntry>.ReadAsync(
            query.Limit ?? MaxKeys,
            query.Before,
            (before, max) => administration.ReadDeliveriesAsync(DeliveryState.DeadLetter, before, max, cancellationToken),
            entry => entry.Key,
            entry => query.Includes(entry.Record) ? entry : null);
        var done = 0;
        foreach (var entry in page.Items)
        {
            done += await one(entry.Key) ? 1 : 0;
        }

        Log.Done(logger, what, done, page.Items.Count);
        return TypedResults.Ok(new MatchingResult(done, page.Next));
    }

    private static bool IsReason(string? reason) => reason is null || (reason.Length <= MaxReason && !string.IsNullOrWhiteSpace(reason));

    private static ProblemAnswer NotFound(string what) =>
        new(OutcomeKind.NotFound, $"The journal has no such {what}, or no longer.");

    private static ProblemAnswer Invalid(string detail) => new(OutcomeKind.InvalidRequest, detail);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "An operator {What}: {Done} of {Asked}.")]
        public static partial void Done(ILogger logger, string what, int done, int asked);
    }
}
