using Genesys.Receiver.Redaction;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>A structured log event and a metric for every conversation; nothing of its content.</summary>
internal sealed partial class LogConversationSink(ReceiverMetrics metrics, ILogger<LogConversationSink> logger)
    : IConversationSink
{
    public ValueTask TakeAsync(FetchedConversation conversation, CancellationToken cancellationToken)
    {
        metrics.ConversationFetched(conversation.EventIds.Count);
        // What a caller calls a conversation could be anything.
        var id = SafeIdentifier.OfEventId(conversation.ConversationId.Value)!;
        Log.Fetched(logger, id, conversation.EventIds.Count, conversation.Conversation.Length);
        return ValueTask.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Conversation {ConversationId} fetched for {Deliveries} deliveries, {Bytes} bytes")]
        public static partial void Fetched(ILogger logger, string conversationId, int deliveries, int bytes);
    }
}
