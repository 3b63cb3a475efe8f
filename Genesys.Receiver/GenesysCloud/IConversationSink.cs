namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Where fetched conversations go. Register another one to do something with them:
/// <c>builder.Services.AddSingleton&lt;IConversationSink, MySink&gt;()</c>. Every registered sink gets every
/// conversation.
/// </summary>
public interface IConversationSink
{
    /// <summary>
    /// Takes a conversation, perhaps more than once (at-least-once). Its deliveries are finished when every sink has
    /// taken it; when one throws, they are tried again as after any other failure.
    /// </summary>
    ValueTask TakeAsync(FetchedConversation conversation, CancellationToken cancellationToken);
}
