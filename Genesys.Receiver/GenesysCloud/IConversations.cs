namespace Genesys.Receiver.GenesysCloud;

/// <summary>Fetches conversations from Genesys Cloud, retries and limits included.</summary>
public interface IConversations
{
    /// <summary>One round: the first attempt and its retries. Never throws for what Genesys Cloud or the network does.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<FetchResult> FetchAsync(string conversationId, IFetchProgress progress, CancellationToken cancellationToken);
}
