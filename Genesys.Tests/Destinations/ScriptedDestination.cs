using System.Collections.Concurrent;
using Genesys.Receiver.Destinations;

namespace Genesys.Tests.Destinations;

/// <summary>A type of destinations whose answers a test writes, for each destination by its name.</summary>
internal sealed class ScriptedDestination(DestinationContext context, ScriptedDestination.Script script) : IDestination
{
    public async ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
    {
        var one = handOvers[0];
        script.Calls.Enqueue((context.Name, one));
        return [await script.OnCall(context.Name, one, cancellationToken)];
    }

    internal sealed class Script
    {
        public ConcurrentQueue<(string Destination, HandOver HandOver)> Calls { get; } = [];

        public Func<string, HandOver, CancellationToken, Task<HandOverResult>> OnCall { get; set; } =
            (_, _, _) => Task.FromResult(HandOverResult.Delivered);

        public IReadOnlyList<string> IdsAt(string destination) =>
            [.. Calls.Where(call => call.Destination == destination).Select(call => call.HandOver.Id)];
    }
}
