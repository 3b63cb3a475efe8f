using Genesys.Receiver.Journal;
using Genesys.Receiver.Redaction;
using Api = Genesys.Receiver.Client;

namespace Genesys.Receiver.Admin;

/// <summary>A filter of deliveries as the interface has it, and as the journal has it.</summary>
internal static class DeliveryFilters
{
    /// <summary>What is wrong with a filter, in a sentence that names the parameter; null: nothing.</summary>
    public static string? FindProblem(Api.DeliveryFilter filter) =>
        Paging.TextProblem("eventId", filter.EventId)
        ?? Paging.TextProblem("conversationId", filter.ConversationId)
        ?? Paging.TextProblem("requestId", filter.RequestId)
        ?? Paging.TraceProblem(filter.TraceId)
        ?? Paging.TextProblem("topic", filter.Topic)
        ?? Paging.TextProblem("reason", filter.Reason)
        ?? Paging.TextProblem("destination", filter.Destination)
        ?? Paging.TextProblem("group", filter.Group)
        ?? (filter.MinAttempts < 0 ? "minAttempts must be 0 or more." : null)
        ?? (filter.Republished == false ? "republished can only be true: leave it out to find any." : null)
        ?? Paging.TimeProblem(filter.From, filter.To);

    public static DeliveryFilter Of(Api.DeliveryFilter filter) => new()
    {
        EventId = filter.EventId,
        ConversationId = filter.ConversationId,
        RequestId = filter.RequestId,
        TraceId = filter.TraceId?.ToLowerInvariant(),
        Topic = filter.Topic,
        Reason = filter.Reason,
        Destination = filter.Destination,
        Group = filter.Group,
        MinAttempts = filter.MinAttempts,
        Republished = filter.Republished == true,
        From = filter.From,
        To = filter.To,
        State = filter.State switch
        {
            null or Api.DeliveryState.Any => null,
            Api.DeliveryState.Open => DeliveryState.Open,
            Api.DeliveryState.Finished => DeliveryState.Finished,
            Api.DeliveryState.DeadLetter => DeliveryState.DeadLetter,
            Api.DeliveryState.Discarded => DeliveryState.Discarded,
            var other =>
                throw new ArgumentOutOfRangeException(nameof(filter), other, "Every state has its own in the journal."),
        },
    };

    /// <summary>The filter with what a caller put into it as it may be shown: an id can hold anything.</summary>
    public static Api.DeliveryFilter Masked(Api.DeliveryFilter filter) => filter with
    {
        EventId = SafeIdentifier.OfEventId(filter.EventId),
        ConversationId = SafeIdentifier.OfEventId(filter.ConversationId),
        RequestId = SafeIdentifier.OfEventId(filter.RequestId),
        Topic = filter.Topic is { } topic ? DeliveryViews.Topic(topic) : null,
        Reason = SafeIdentifier.OfEventId(filter.Reason),
        Destination = SafeIdentifier.OfEventId(filter.Destination),
    };
}
