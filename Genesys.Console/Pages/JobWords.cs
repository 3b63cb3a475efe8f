using System.Globalization;
using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>A job's set in words.</summary>
internal static class JobWords
{
    public static string Set(Job job) => job switch
    {
        { Action: JobAction.Fetch, KeyCount: { } count } =>
            Words.Count(count, "conversation that was chosen", "conversations that were chosen"),
        { Window: { } window } =>
            $"all that window {window.ToString(CultureInfo.InvariantCulture)} of lost events lacks",
        { KeyCount: { } count } => Words.Count(count, "event that was chosen", "events that were chosen"),
        { Group: not null } => "a group of failures",
        { Filter: { } filter } => Of(filter),
        _ => "–",
    };

    /// <summary>A group of failures as a set.</summary>
    public static string Of(FailureGroup group) => $"All of {group.Topic} that "
        + (group.Destination is { } name ? $"{name} didn't take" : "couldn't be fetched for")
        + $": {Words.Outcome(group.Status, group.Reason)}.";

    /// <summary>Its state in a word.</summary>
    public static string Name(JobState state) => state == JobState.Freezing ? "beginning" : Words.Name(state);

    /// <summary>Its state as the stream of changes names it.</summary>
    public static string State(Job job) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(job.State.ToString());

    /// <summary>A filter as the words of the search box.</summary>
    public static string Of(DeliveryFilter filter) => string.Join(' ', new[]
    {
        ("state", filter.State is { } state ? JsonName(state) : null),
        ("topic", filter.Topic), ("reason", filter.Reason), ("destination", filter.Destination),
        ("event", filter.EventId), ("conversation", filter.ConversationId), ("request", filter.RequestId),
        ("trace", filter.TraceId), ("attempts", filter.MinAttempts?.ToString(CultureInfo.InvariantCulture)),
        ("republished", filter.Republished == true ? "true" : null),
        ("from", Moment(filter.From)), ("to", Moment(filter.To)),
    }.Where(word => word.Item2 is not null).Select(word => SearchQuery.WordOf(word.Item1, word.Item2!)));

    /// <summary>What a job has done of what stands beside it: a replay is no more than put back.</summary>
    public static string Done(JobAction action) => action switch
    {
        JobAction.Replay => "put back",
        JobAction.Discard => "discarded",
        JobAction.Erase => "erased",
        _ => "asked for",
    };

    private static string JsonName(DeliveryState state) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    // To the thousandth: read again, it means the same.
    private static string? Moment(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
