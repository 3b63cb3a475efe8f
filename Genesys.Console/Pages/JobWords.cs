using System.Globalization;
using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>A job's set in words.</summary>
internal static class JobWords
{
    public static string Set(Job job) => job switch
    {
        { KeyCount: { } count } => Words.Count(count, "event that was chosen", "events that were chosen"),
        { Group: not null } => "a group of failures",
        { Filter: { } filter } => Of(filter),
        _ => "–",
    };

    private static string Of(DeliveryFilter filter) => string.Join(' ', new[]
    {
        ("state", filter.State is { } state ? Words.Name(state) : null),
        ("topic", filter.Topic), ("reason", filter.Reason), ("destination", filter.Destination),
        ("event", filter.EventId), ("conversation", filter.ConversationId), ("request", filter.RequestId), ("trace", filter.TraceId),
        ("attempts", filter.MinAttempts?.ToString(CultureInfo.InvariantCulture)),
        ("from", filter.From?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("to", filter.To?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
    }.Where(word => word.Item2 is not null).Select(word => $"{word.Item1}:{word.Item2}"));
}
