using System.ComponentModel;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Client;
using Genesys.Receiver.Hosting;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ActivityMinute = Genesys.Receiver.Client.ActivityMinute;
using AuditEntry = Genesys.Receiver.Client.AuditEntry;

namespace Genesys.Receiver.Admin;

/// <summary>What the receiver is, how it goes, and who did what.</summary>
internal sealed class StateEndpoints(
    StateViews views, IJournalSearch search, IJournalAudit audit, IOptions<JournalOptions> journal,
    IOptions<CloudWatchOptions> cloudWatch,
    IHostEnvironment environment, IConfiguration configuration, TimeProvider time)
{
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromHours(24);

    public static Ok<OperatorIdentity> Me(Operator who) => TypedResults.Ok(new OperatorIdentity
    {
        Name = who.Name,
        Role = who.Role!.Value,
        PersonalData = who.PersonalData,
    });

    public Ok<ReceiverInfo> About() => TypedResults.Ok(new ReceiverInfo
    {
        Version = ProductVersion.Current,
        Environment = environment.EnvironmentName,
        Journal = journal.Value.Provider.ToString(),
        RetentionSeconds = journal.Value.Retention.TotalSeconds,
        LogGroup = cloudWatch.Value.LogGroup,
        Region = configuration["AWS_REGION"],
    });

    public async Task<Ok<Counts>> CountAsync(CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.CountAsync(cancellationToken));

    public async Task<Results<Ok<Page<ActivityMinute>>, ProblemAnswer>> ActivityAsync(
        [Description("The span of a count: minute, which is the only one.")] string? by,
        [Description("From this minute on (RFC 3339); an hour before to by default.")] DateTimeOffset? from,
        [Description("Before this minute (RFC 3339); now by default. A day after from at most.")] DateTimeOffset? to,
        CancellationToken cancellationToken)
    {
        var end = to ?? time.GetUtcNow();
        if (((by is null or "minute" ? null : "by must be minute.")
            ?? Paging.TimeProblem(from, end)
            ?? (from is { } given && WallClock.Between(given, end) > LongestSpan
                ? "from must be a day before to at most." : null)) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        var minutes = await search.ActivityAsync(from ?? end - DefaultSpan, end, cancellationToken);
        return TypedResults.Ok(new Page<ActivityMinute>([.. minutes.Select(minute => new ActivityMinute
        {
            Minute = minute.Minute,
            Received = minute.Received,
            Accepted = minute.Accepted,
            Rejected = minute.Rejected,
            Duplicates = minute.Duplicates,
            Finished = minute.Finished,
            DeadLettered = minute.DeadLettered,
            HandedOver = minute.HandedOver,
            Republished = minute.Republished,
        })]));
    }

    public async Task<Results<Ok<Page<AuditEntry>>, ProblemAnswer>> AuditAsync(
        [Description("The operator's name.")] string? by,
        [Description(
            "What was done: replay, discard, erase, read-in-clear, stop-job, pause-destination, …")] string? action,
        [Description("At this moment or later (RFC 3339).")] DateTimeOffset? from,
        [Description("Before this moment (RFC 3339).")] DateTimeOffset? to,
        [Description("Most entries of a page, 1 to 500; 50 by default.")] int? limit,
        [Description("The page's start: next of the page before.")] string? cursor,
        CancellationToken cancellationToken)
    {
        if ((Paging.LimitProblem(limit) ?? Paging.CursorProblem(cursor) ?? Paging.TextProblem("by", by)
            ?? Paging.TextProblem("action", action) ?? Paging.TimeProblem(from, to)) is { } problem)
        {
            return ProblemAnswer.Invalid(problem);
        }

        var found = await audit.FindAsync(
            new Journal.AuditFilter { By = by, Action = action, From = from, To = to }, limit ?? Paging.DefaultLimit,
            cursor, cancellationToken);
        return TypedResults.Ok(Paging.Of(found, entry => new AuditEntry
        {
            At = entry.At,
            By = entry.By,
            Action = entry.Action,
            Subject = entry.Subject,
            Count = entry.Count,
            Reason = entry.Reason,
        }));
    }
}
