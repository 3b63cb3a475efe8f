using System.Collections.Concurrent;
using Genesys.Receiver.Destinations;

namespace Genesys.Tests.Destinations;

/// <summary>A type of destinations whose answers a test writes, for each destination by its name.</summary>
internal sealed class ScriptedDestination(DestinationContext context, ScriptedDestination.Script script) : IDestination
{
    public int MaxBatch => script.MaxBatch;

    public async ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
    {
        script.Sizes.Enqueue(handOvers.Count);
        foreach (var one in handOvers)
        {
            script.Calls.Enqueue((context.Name, one));
        }

        return await Task.WhenAll(handOvers.Select(one => script.OnCall(context.Name, one, cancellationToken)));
    }

    internal sealed class Script
    {
        public ConcurrentQueue<(string Destination, HandOver HandOver)> Calls { get; } = [];

        public int MaxBatch { get; set; } = 1;

        /// <summary>How many events each call had.</summary>
        public ConcurrentQueue<int> Sizes { get; } = [];

        public Func<string, HandOver, CancellationToken, Task<HandOverResult>> OnCall { get; set; } =
            (_, _, _) => Task.FromResult(HandOverResult.Delivered);

        public IReadOnlyList<string> IdsAt(string destination) =>
            [.. Calls.Where(call => call.Destination == destination).Select(call => call.HandOver.Id)];
    }
}
