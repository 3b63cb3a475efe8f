namespace Genesys.Receiver.Destinations;

/// <summary>
/// A system that events are handed on to. One of one's own is a class with this interface, registered between
/// <c>AddReceiver()</c> and <c>UseReceiver()</c>:
/// <c>builder.Services.AddDestinationType&lt;MyDestination&gt;("Mine")</c>. There is one object for each destination of
/// the type, and it is called for several events at a time. What is <see cref="IDisposable"/> or
/// <see cref="IAsyncDisposable"/> is disposed when the service ends.
/// </summary>
public interface IDestination
{
    /// <summary>Most events that one call takes.</summary>
    int MaxBatch => 1;

    /// <summary>
    /// Hands events over, each perhaps more than once (at least once). Expected failures are results; what is thrown
    /// counts as the destination's trouble, and all events of the call are tried again.
    /// </summary>
    /// <param name="handOvers">1 to <see cref="MaxBatch"/> events.</param>
    /// <param name="cancellationToken">Cancelled when the time that <c>Timeout</c> gives a call is over, or the service
    /// ends.</param>
    /// <returns>A result for each event, in the same order.</returns>
    ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken);
}
