using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>A delivery in words.</summary>
internal static class DeliveryWords
{
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
            DeliveryState.DeadLetter when failed.Length > 0 => $"A destination didn't take it: {failed}.",
            DeliveryState.DeadLetter => last is null
                ? "Its processing failed for good." : $"Its fetch failed for good: {outcome}.",
            DeliveryState.Discarded => "An operator ended it.",
            _ => last is null ? "It waits to be processed." : $"It was tried, and is tried again: {outcome}.",
        };
        var delivered = one.State is DeliveryState.DeadLetter ? At(one, HandOverState.Delivered) : "";
        return first
            + (delivered.Length == 0 ? "" : $" It was handed on all the same to {delivered}.")
            + (waiting.Length == 0 ? "" : $" It isn't handed on yet to {waiting}.");
    }

    /// <summary>Why what is open waits: what holds all of them up, as far as it is known.</summary>
    public static string Hold(Counts? counts) => counts switch
    {
        null => "",
        { GenesysCloud.Circuit: not CircuitState.Closed } =>
            "Genesys Cloud fails, so fetching rests and is tried again by itself.",
        { GenesysCloud.RateLimit: { } limit } when limit.Used >= limit.Allowed =>
            "Genesys Cloud's rate limit is used up for the minute.",
        { GenesysCloud.Problems: [var problem, ..] } => Words.Sentence(problem),
        { OpenDeliveries: > 1 and var open } => $"{Words.Count(open - 1)} others wait too, and are taken in turn.",
        _ => "",
    };

    /// <summary>What its schema doesn't know, by place.</summary>
    public static IReadOnlyDictionary<string, string> Notes(DeliveryDetails one) => one.Drift
        .GroupBy(drift => drift.Path, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => Text(group.First()), StringComparer.Ordinal);

    private static string At(DeliveryDetails one, HandOverState state) => string.Join(
        ", ", one.HandOvers.Where(handOver => handOver.State == state).Select(handOver => handOver.Destination));

    private static string Text(Drift drift) => Words.Plain(drift.Kind) + (drift.Value is { } value ? $": {value}" : "");
}
