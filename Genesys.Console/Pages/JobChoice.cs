using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>What a person chose to act on.</summary>
/// <param name="Job">The job that takes it; null when nothing can be taken.</param>
/// <param name="Text">The set in words, or what is to be chosen instead.</param>
internal sealed record JobChoice(JobRequest? Job, string Text)
{
    private const int MostKeys = 1_000;

    public static JobChoice OfGroup(JobAction action, string group) =>
        new(new JobRequest { Action = action, Group = group }, "All of a group of failures.");

    public static JobChoice OfWindow(long window) => new(
        new JobRequest { Action = JobAction.Fetch, Window = window },
        "All of a window that are missing or incomplete, and that nobody asked for yet.");

    public static JobChoice OfKeys(JobAction action, IReadOnlyList<long> keys) => keys.Count > MostKeys
        ? new(null, "Choose at most 1,000 events at a time, or take them by a search.")
        : new(
            new JobRequest { Action = action, Keys = [.. keys.Distinct()] },
            (action, keys.Count) switch
            {
                (JobAction.Fetch, _) =>
                    Words.Count(keys.Count, "conversation that was chosen.", "conversations that were chosen."),
                (_, 1) => $"The event {keys[0]}.",
                _ => $"{Words.Count(keys.Count)} events that were chosen.",
            });

    /// <param name="action">What is to be done.</param>
    /// <param name="text">What stands in the search box.</param>
    /// <param name="before">The moment that its spans are before.</param>
    public static JobChoice OfSearch(JobAction action, string text, DateTimeOffset before)
    {
        var query = SearchQuery.Parse(text, before);
        if (query.Problems.Count > 0)
        {
            return new(null, string.Join(' ', query.Problems));
        }

        // A person who is to be forgotten is named by a conversation: an id by itself is one here.
        var filter = query.Filter;
        if (query.Id is { } id)
        {
            if (action != JobAction.Erase)
            {
                return new(null, "Say what kind of id it is: event:, conversation:, request: or trace: before it.");
            }

            if (filter.ConversationId is not null)
            {
                return new(null, "An erasure takes one conversation: an id with spaces stands in quotes.");
            }

            filter = filter with { ConversationId = id };
        }

        return Problem(action, filter) is { } problem ? new(null, problem) : Of(action, filter);
    }

    private static JobChoice Of(JobAction action, DeliveryFilter filter)
    {
        var state = filter.State is null or DeliveryState.Any
            ? action == JobAction.Erase ? DeliveryState.Any : DeliveryState.DeadLetter
            : filter.State;
        filter = filter with { State = state };
        return new(new JobRequest { Action = action, Filter = filter }, "All that fit " + JobWords.Of(filter));
    }

    private static string? Problem(JobAction action, DeliveryFilter filter) => (action, filter.State) switch
    {
        (JobAction.Erase, _) when filter.ConversationId is null && filter.EventId is null =>
            "An erasure takes what one conversation or one event left: search for conversation: or event: and its id.",
        (JobAction.Replay, DeliveryState.Open or DeliveryState.Discarded) =>
            "What is open is processed anyhow, and what was discarded has no payload: "
                + "search for state:deadLetter or state:finished.",
        (JobAction.Discard, not (null or DeliveryState.Any or DeliveryState.DeadLetter)) =>
            "Only what failed for good can be discarded: search for state:deadLetter.",
        _ => null,
    };
}
