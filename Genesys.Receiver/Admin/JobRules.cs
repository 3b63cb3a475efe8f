using Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>What a job that is asked for must be.</summary>
internal static class JobRules
{
    public const string TooMany =
        "More than 1,000,000 deliveries fit, and a job takes no more: narrow the filter by from and to, and make "
            + "several jobs.";

    public const string Unexpected =
        "It failed unexpectedly again and again: the receiver's log says how. What was done stays done; create it anew "
            + "for the rest.";

    private const int MaxKeys = 1_000;
    private const int MaxRate = 10_000;

    /// <summary>What is wrong, in a sentence that names the member; null: nothing.</summary>
    public static string? FindProblem(JobRequest request, DateTimeOffset now) =>
        (request.Action == JobAction.Fetch ? FetchProblem(request) : SetProblem(request))
        ?? (request.Filter is { } filter
            ? DeliveryFilters.FindProblem(filter) ?? GroupProblem(filter) ?? StateProblem(request.Action, filter)
            : null)
        ?? (request.RatePerSecond is null or (>= 1 and <= MaxRate) ? null : "ratePerSecond must be 1 to 10,000.")
        ?? Paging.MomentProblem("asOf", request.AsOf)
        ?? (request.AsOf > now ? "asOf must not be in the future." : null)
        ?? (request.DryRun is true && request.Reason is null ? null : Paging.ReasonProblem(request.Reason));

    private static string? SetProblem(JobRequest request)
    {
        var given = (request.Keys is null ? 0 : 1) + (request.Group is null ? 0 : 1) + (request.Filter is null ? 0 : 1);
        return given != 1 ? "Exactly one of keys, group and filter says what the job takes."
            : request.Window is not null ? "window is for fetch alone."
            : KeysProblem(request, "more are taken by a filter or a group.")
                ?? Paging.TextProblem("group", request.Group);
    }

    private static string? FetchProblem(JobRequest request) =>
        request.Group is not null || request.Filter is not null || request.Keys is null == request.Window is null
            ? "Exactly one of keys and window says what a fetch takes."
            : KeysProblem(request, "more are taken by a window.");

    private static string? KeysProblem(JobRequest request, string more) =>
        request.Keys is { Count: 0 or > MaxKeys } ? $"keys must have 1 to 1,000 numbers; {more}" : null;

    // What a group of a destination takes is that destination's alone, and a filter's words say nothing of it.
    private static string? GroupProblem(DeliveryFilter filter) =>
        filter.Group is null ? null : "filter.group is for searches alone: group says that a job takes one.";

    private static string? StateProblem(JobAction action, DeliveryFilter filter) => (action, filter.State) switch
    {
        (JobAction.Erase, null) => "filter.state must be set for an erasure: any takes all that fit.",
        (JobAction.Erase, _) when filter.ConversationId is null && filter.EventId is null =>
            "filter.conversationId or filter.eventId must be set for an erasure.",
        (JobAction.Replay, not (null or DeliveryState.DeadLetter or DeliveryState.Finished)) =>
            "filter.state must be deadLetter or finished: nothing else can be replayed.",
        (JobAction.Discard, not (null or DeliveryState.DeadLetter)) =>
            "filter.state must be deadLetter, or left out: nothing else can be discarded.",
        _ => null,
    };
}
