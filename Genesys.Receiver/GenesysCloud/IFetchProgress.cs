namespace Genesys.Receiver.GenesysCloud;

/// <summary>Whoever a fetch is made for: it is told of the fetch's steps, and says how long to go on.</summary>
internal interface IFetchProgress
{
    /// <summary>False when no further retry may be waited for: the service is stopping.</summary>
    bool MayRetry { get; }

    /// <summary>True when a 404 may only mean "not yet": an event of the conversation is young.</summary>
    bool RetriesNotFound { get; }

    /// <summary>The wait before a retry begins; nothing scarce is held during it.</summary>
    void BackingOff();

    /// <summary>The fetch waits for its turn: after its start, and after each wait before a retry.</summary>
    void Queueing();

    /// <summary>The turn has come, and the request goes out when this completes.</summary>
    /// <param name="answersForNewer">True when the answer will be newer than whatever is recorded by then.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken);
}
