using Genesys.Receiver.Client;

namespace Genesys.Console.Pages;

/// <summary>An event among those of its conversation.</summary>
/// <param name="Delivery">The event.</param>
/// <param name="IsOvertaken">True when one that happened later came before it.</param>
/// <param name="IsRepeated">True when an earlier one has its id: a replay of an archive, for example.</param>
internal sealed record ConversationEvent(DeliverySummary Delivery, bool IsOvertaken, bool IsRepeated)
{
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(1);

    /// <summary>From its own time to its receipt.</summary>
    public TimeSpan Delay => Delivery.ReceivedAt - Delivery.EventTime;

    /// <summary>Whether it took longer than a minute.</summary>
    public bool IsLate => Delay > LateAfter;

    /// <summary>How often it came again and was answered as a duplicate.</summary>
    public long CameAgain => Delivery.Duplicates?.Count ?? 0;

    /// <summary>Those of a conversation by their own time, oldest first.</summary>
    public static IReadOnlyList<ConversationEvent> InOrder(IEnumerable<DeliverySummary> deliveries)
    {
        var all = deliveries.OrderBy(one => one.EventTime).ThenBy(one => one.ReceivedAt).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var earliestLater = new DateTimeOffset[all.Count + 1];
        earliestLater[^1] = DateTimeOffset.MaxValue;
        for (var index = all.Count - 1; index >= 0; index--)
        {
            var (own, later) = (all[index].ReceivedAt, earliestLater[index + 1]);
            earliestLater[index] = own < later ? own : later;
        }

        return [.. all.Select((one, index) => new ConversationEvent(
            one, earliestLater[index + 1] < one.ReceivedAt, one.EventId is { } id && !seen.Add(id)))];
    }
}
