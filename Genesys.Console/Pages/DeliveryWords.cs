using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>A delivery in words.</summary>
internal static class DeliveryWords
{
    // The reason of a fetch that was answered with the conversation.
    private const string Fetched = "completed";

    /// <summary>From the event's own time to its receipt; null when its clock is ahead.</summary>
    public static TimeSpan? Lateness(DeliverySummary one) =>
        one.ReceivedAt - one.EventTime is { Ticks: > 0 } late ? late : null;

    /// <summary>Where it stands, and why, in one or two sentences.</summary>
    public static string Story(DeliveryDetails one)
    {
        var failed = At(one, HandOverState.DeadLetter);
        var waiting = At(one, HandOverState.Waiting);
        var last = one.Attempts.LastOrDefault(attempt => attempt.Kind == AttemptKind.Fetch);
        var outcome = last is null ? "" : Words.Outcome(last.StatusCode, last.Reason);
        var first = one.State switch
        {
            DeliveryState.Finished => "Its processing ended well.",
            DeliveryState.DeadLetter when last?.Reason == Fetched => null, // a destination didn't take it
            DeliveryState.DeadLetter when last is not null => $"Its fetch failed for good: {outcome}.",
            DeliveryState.DeadLetter => failed.Length > 0 ? null : "Its processing failed for good.",
            DeliveryState.Discarded => "An operator ended it.",
            _ => last is null ? "It waits to be processed." : $"It was tried, and is tried again: {outcome}.",
        };
        var delivered = one.State is DeliveryState.DeadLetter ? At(one, HandOverState.Delivered) : "";
        return string.Join(' ', new[]
        {
            first,
            failed.Length == 0 ? null : $"{failed} didn't take it.",
            delivered.Length == 0 ? null : $"It was handed on all the same to {delivered}.",
            waiting.Length == 0 ? null : $"It isn't handed on yet to {waiting}.",
        }.Where(sentence => sentence is not null));
    }

    /// <summary>Its hand-overs that ended and weren't taken, as they ended.</summary>
    public static IEnumerable<HandOver> WithoutSuccess(DeliveryDetails one) => one.HandOvers
        .Where(handOver => handOver.State is HandOverState.DeadLetter or HandOverState.Discarded)
        .OrderBy(handOver => handOver.EndedAt);

    /// <summary>How such a hand-over ended.</summary>
    public static string End(HandOver ended) => ended.State == HandOverState.Discarded
        ? "Discarded by an operator"
        : "Given up" + (Why(ended) is { } why ? ": " + why : "");

    /// <summary>Why a hand-over failed for good, or an operator's reason; null when there is none.</summary>
    public static string? Why(HandOver one) => one switch
    {
        { Reason: null or "" } => null,
        { State: HandOverState.Discarded } => one.Reason,
        _ => Words.Plain(one.Reason),
    };

    /// <summary>Why one that is open waits, as far as it is known.</summary>
    public static string Hold(Counts? counts) => HoldUp(counts) ?? (counts is { OpenDeliveries: > 1 and var open }
        ? $"{Words.Count(open - 1)} others wait too, and are taken in turn." : "");

    /// <summary>Why all that are open wait; null when that isn't known.</summary>
    public static string? HoldOfAll(Counts? counts) =>
        HoldUp(counts) ?? (counts is null ? null : "Nothing holds them up: they are taken in turn.");

    /// <summary>Why one waits for a destination; null when that isn't known.</summary>
    public static string? HoldAt(Counts? counts, string name) =>
        counts?.Destinations.FirstOrDefault(one => one.Name == name) switch
        {
            null => null,
            { Standing: DestinationStanding.Working } => "It works, and takes what waits in turn.",
            { Standing: DestinationStanding.Failing } => "It fails, and is tried with one event at a time.",
            { Standing: DestinationStanding.Paused } => "It fails and is paused: it is tried once a minute.",
            { Standing: DestinationStanding.PausedByOperator, Pause: var pause } =>
                $"It is paused by {pause?.By ?? "an operator"}.",
            _ => "It isn't configured any more.",
        };

    // What holds all of them up.
    private static string? HoldUp(Counts? counts) => counts switch
    {
        null => null,
        { GenesysCloud.Circuit: not CircuitState.Closed } =>
            "Genesys Cloud fails, so fetching rests and is tried again by itself.",
        { GenesysCloud.RateLimit: { } limit } when limit.Used >= limit.Allowed =>
            "Genesys Cloud's rate limit is used up for the minute.",
        { GenesysCloud.Problems: [var problem, ..] } => Words.Sentence(problem),
        _ => null,
    };

    /// <summary>What its schema doesn't know, by place.</summary>
    public static IReadOnlyDictionary<string, string> Notes(DeliveryDetails one) => one.Drift
        .GroupBy(drift => drift.Path, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => Text(group.First()), StringComparer.Ordinal);

    private static string At(DeliveryDetails one, HandOverState state) => string.Join(
        ", ", one.HandOvers.Where(handOver => handOver.State == state).Select(handOver => handOver.Destination));

    private static string Text(Drift drift) => Words.Plain(drift.Kind) + (drift.Value is { } value ? $": {value}" : "");
}
