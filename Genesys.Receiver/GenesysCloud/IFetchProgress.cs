namespace Genesys.Receiver.GenesysCloud;

/// <summary>Hears of a round's steps while they happen.</summary>
public interface IFetchProgress
{
    /// <summary>False when no further retry may be waited for: the service is stopping.</summary>
    bool MayRetry { get; }

    /// <summary>The wait before a retry begins; nothing scarce is held during it.</summary>
    void BackingOff();

    /// <summary>The round asks for its turn: after its start, and after each wait.</summary>
    void Queueing();

    /// <summary>The turn has come, and the request goes out when this completes.</summary>
    /// <param name="answersForNewer">True when the answer will be newer than whatever is recorded by then.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    ValueTask AttemptStartingAsync(bool answersForNewer, CancellationToken cancellationToken);
}
