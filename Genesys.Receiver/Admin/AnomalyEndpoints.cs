using System.ComponentModel;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Genesys.Receiver.Admin;

/// <summary>Searching anomalies, and what CloudWatch wouldn't take.</summary>
internal sealed class AnomalyEndpoints(
    IJournalSearch journal, IJournalAdministration administration, AuditTrail audit, TimeProvider time)
{
    private const int MaxKeys = 1_000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromHours(24);

    public async Task<Results<Ok<Page<Anomaly>>, ProblemAnswer>> FindAsync(
        [AsParameters] AnomalyQuery query, CancellationToken cancellationToken)
    {
        if (query.FindProblem() is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        var found = await journal.FindAnomaliesAsync(
            query.ToFilter(), query.Limit ?? Paging.DefaultLimit, query.Cursor, cancellationToken);
        return TypedResults.Ok(Paging.Of(found, entry => AnomalyViews.Of(entry, whole: false)));
    }

    public async Task<Results<Ok<Anomaly>, ProblemAnswer>> ShowAsync(
        [Description("The anomaly's key.")] long key, CancellationToken cancellationToken) =>
        await journal.FindAnomalyAsync(key, cancellationToken) is { } entry
            ? TypedResults.Ok(AnomalyViews.Of(entry, whole: true))
            : ProblemAnswer.NoSuch("anomaly");

    public async Task<Results<Ok<Page<Client.AnomalyGroup>>, ProblemAnswer>> GroupsAsync(
        [Description("Received at this moment or later (RFC 3339); a day before to by default.")] DateTimeOffset? from,
        [Description("Received before this moment (RFC 3339); now by default.")] DateTimeOffset? to,
        CancellationToken cancellationToken)
    {
        var end = to ?? time.GetUtcNow();
        if (Paging.TimeProblem(from, end) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        var groups = await journal.AnomalyGroupsAsync(from ?? end - DefaultSpan, end, cancellationToken);
        return TypedResults.Ok(new Page<Client.AnomalyGroup>([.. groups.Select(AnomalyViews.Of)]));
    }

    public Task<Results<Ok<CommandResult>, ProblemAnswer>> ReplayAsync(
        AnomalyCommand command, Operator who, CancellationToken cancellationToken) =>
        DoAsync(
            AuditActions.ReplayAnomalies, command,
            command.Reason is null ? null : Paging.ReasonProblem(command.Reason), who,
            async key => await administration.ReplayAnomalyAsync(key, cancellationToken) is not null,
            cancellationToken);

    public Task<Results<Ok<CommandResult>, ProblemAnswer>> DiscardAsync(
        AnomalyCommand command, Operator who, CancellationToken cancellationToken) =>
        DoAsync(
            AuditActions.DiscardAnomalies, command, Paging.ReasonProblem(command.Reason), who,
            async key => await administration.DiscardAnomalyAsync(key, cancellationToken), cancellationToken);

    private async Task<Results<Ok<CommandResult>, ProblemAnswer>> DoAsync(
        string action, AnomalyCommand command, string? problem, Operator who, Func<long, Task<bool>> one,
        CancellationToken cancellationToken)
    {
        if ((problem
            ?? (command.Keys is not { Count: >= 1 and <= MaxKeys }
                ? "keys must have 1 to 1,000 numbers." : null)) is { } sentence)
        {
            return ProblemAnswer.Invalid(sentence);
        }

        // Before it is done: whatever happens then, the audit has it.
        var keys = command.Keys.Distinct().ToList();
        await audit.WriteAsync(who, action, "anomalies", keys.Count, command.Reason, cancellationToken);
        var done = 0;
        foreach (var key in keys)
        {
            done += await one(key) ? 1 : 0;
        }

        return TypedResults.Ok(new CommandResult(keys.Count, done));
    }
}
