using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations.Operators;

/// <summary>
/// What operators see of the destinations, and do to them. Members that reach the journal throw
/// <see cref="JournalUnavailableException"/> when it can't be reached.
/// </summary>
internal interface IDestinations
{
    /// <summary>
    /// Every destination, by name, also those that are no longer configured while events wait for them.
    /// </summary>
    ValueTask<IReadOnlyList<DestinationView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Pauses it at every receiver, until it is resumed. False when there is none of the name.</summary>
    ValueTask<bool> PauseAsync(string name, string by, string? reason, CancellationToken cancellationToken);

    /// <summary>
    /// Ends an operator's pause, and the one that its failures brought at this receiver. False when there is none of
    /// the name.
    /// </summary>
    ValueTask<bool> ResumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Hands a test event (<c>genesys.receiver.test</c>) over at once, past the journal, whether it is paused or not.
    /// </summary>
    /// <returns>How it ended; null when no destination of the name is configured.</returns>
    ValueTask<HandOverResult?> TestAsync(string name, CancellationToken cancellationToken);

    /// <summary>Ends what waits for it and isn't under way, oldest first.</summary>
    /// <returns>How many, at most <paramref name="max"/>; null when there is none of the name.</returns>
    ValueTask<int?> DiscardAsync(string name, string reason, int max, CancellationToken cancellationToken);
}
