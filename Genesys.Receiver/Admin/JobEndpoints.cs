using System.ComponentModel;
using System.Globalization;
using Genesys.Receiver.Client;
using Genesys.Receiver.Journal;
using Microsoft.AspNetCore.Http.HttpResults;
using JobAction = Genesys.Receiver.Client.JobAction;

namespace Genesys.Receiver.Admin;

/// <summary>Jobs: what operators do to many deliveries.</summary>
internal sealed class JobEndpoints(
    IJournalJobs jobs, IJournalSearch search, WindowKeys windows, JobSignal signal, AuditTrail audit, TimeProvider time)
{
    private const int DefaultRate = 100;

    public async Task<Results<Created<Client.Job>, Ok<JobCount>, ProblemAnswer>> CreateAsync(
        JobRequest request, Operator who, CancellationToken cancellationToken)
    {
        // As exact as the journal keeps it: a count and the job of its moment mean the same.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (JobRules.FindProblem(request, now) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        if (request.Action == JobAction.Fetch && !windows.CanFetch)
        {
            return ProblemAnswer.Invalid(
                "Nothing is fetched where reconciliation isn't at work: set Reconciliation:Enabled to true.");
        }

        var set = JobSet.Of(request);
        var asOf = request.AsOf ?? now;
        var total = set switch
        {
            { Keys: { } given } => given.Count,
            { Window: { } window } => await windows.CountAsync(window, cancellationToken),
            _ => await search.CountAsync(set.Search, asOf, cancellationToken),
        };
        if (total > IJournalJobs.MaxKeys)
        {
            return ProblemAnswer.Invalid(JobRules.TooMany);
        }

        if (request.DryRun is true)
        {
            return TypedResults.Ok(new JobCount(total, asOf));
        }

        Journal.AuditEntry? entry = null;
        var job = await jobs.CreateAsync(
            new NewJob
            {
                Action = request.Action switch
                {
                    JobAction.Replay => Journal.JobAction.Replay,
                    JobAction.Discard => Journal.JobAction.Discard,
                    JobAction.Erase => Journal.JobAction.Erase,
                    JobAction.Fetch => Journal.JobAction.Fetch,
                    _ => throw new ArgumentOutOfRangeException(
                        nameof(request), request.Action, "Every action is known."),
                },
                RatePerSecond = request.RatePerSecond ?? DefaultRate,
                Reason = request.Reason!,
                By = who.Name,
                Filter = set.Write(),
                AsOf = asOf,
                Destination = await DestinationOfAsync(request.Action, set, asOf, cancellationToken),
            },
            id => entry = audit.Of(
                who, ActionOf(request.Action), $"{Subject(id)}: {set.Describe()}", total, request.Reason),
            cancellationToken);
        audit.Done(entry!);
        signal.Set();
        return TypedResults.Created(
            string.Create(CultureInfo.InvariantCulture, $"/admin/jobs/{job.Id}"), JobViews.Of(job));
    }

    public async Task<Results<Ok<Page<Client.Job>>, ProblemAnswer>> ListAsync(
        [Description("Most entries of a page, 1 to 500; 50 by default.")] int? limit,
        [Description("The page's start: next of the page before.")] string? cursor,
        CancellationToken cancellationToken)
    {
        if ((Paging.LimitProblem(limit) ?? Paging.CursorProblem(cursor)) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        return TypedResults.Ok(
            Paging.Of(await jobs.ListAsync(limit ?? Paging.DefaultLimit, cursor, cancellationToken), JobViews.Of));
    }

    public async Task<Results<Ok<Client.Job>, ProblemAnswer>> ShowAsync(
        [Description("The job's number.")] long id, CancellationToken cancellationToken) =>
        await jobs.FindAsync(id, cancellationToken) is { } job ? TypedResults.Ok(JobViews.Of(job))
            : ProblemAnswer.NoSuch("job");

    public async Task<Results<Ok<Client.Job>, ProblemAnswer>> StopAsync(
        [Description("The job's number.")] long id, Operator who, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(id, cancellationToken) is not { } job)
        {
            return ProblemAnswer.NoSuch("job");
        }

        if (job.State is Journal.JobState.Freezing or Journal.JobState.Running)
        {
            await audit.WriteAsync(
                who, AuditActions.StopJob, Subject(id), job.Total - job.Done - job.Failed, null, cancellationToken);
            job = await jobs.StopAsync(id, cancellationToken) ?? job;
        }

        return TypedResults.Ok(JobViews.Of(job));
    }

    /// <summary>
    /// The destination whose dead letters alone the job deals with; null for all that failed of each delivery.
    /// </summary>
    private async ValueTask<string?> DestinationOfAsync(
        JobAction action, JobSet set, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        if (action is JobAction.Erase or JobAction.Fetch || set.Keys is not null)
        {
            return null;
        }

        if (set.Group is null)
        {
            return set.Search is { State: Journal.DeliveryState.DeadLetter, Destination: var destination }
                ? destination : null;
        }

        string? cursor = null;
        do
        {
            (var keys, cursor) = await search.KeysAsync(set.Search, asOf, cursor, 1, cancellationToken);
            if (keys.Count > 0)
            {
                return await search.FindDeliveryAsync(keys[0], cancellationToken) is { } entry
                    ? DeliveryMatch.DestinationOf(set.Group, entry)
                    : null;
            }
        }
        while (cursor is not null);
        return null;
    }

    private static string Subject(long id) => string.Create(CultureInfo.InvariantCulture, $"job {id}");

    private static string ActionOf(JobAction action) => action switch
    {
        JobAction.Replay => AuditActions.Replay,
        JobAction.Discard => AuditActions.Discard,
        JobAction.Erase => AuditActions.Erase,
        JobAction.Fetch => AuditActions.Fetch,
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Every action is audited."),
    };
}
