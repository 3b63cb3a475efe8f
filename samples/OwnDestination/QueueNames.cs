using System.Text.Json;
using Genesys.Receiver.Destinations;

namespace OwnDestination;

/// <summary>
/// Appends the names of the queues that a conversation came through to the file that
/// <c>Destinations:{name}:Settings:Path</c> says.
/// </summary>
internal sealed class QueueNames(DestinationContext context) : IDestination
{
    private static readonly Lock OneAtATime = new();

    private readonly string _path = context.Settings["Path"];

    public ValueTask<IReadOnlyList<HandOverResult>> DeliverAsync(
        IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken) =>
        new([.. handOvers.Select(Deliver)]);

    private HandOverResult Deliver(HandOver handOver)
    {
        if (handOver.Conversation is not { } json)
        {
            // What is refused is a dead letter that an operator can replay; what throws or fails is tried again.
            return HandOverResult.Refused("no_conversation");
        }

        using var conversation = JsonDocument.Parse(json);
        var names = conversation.RootElement.GetProperty("participants").EnumerateArray()
            .Where(participant => participant.TryGetProperty("queueName", out _))
            .Select(participant => participant.GetProperty("queueName").GetString());
        lock (OneAtATime)
        {
            // The same event may come twice. Its id, which never changes, is what to know it by.
            File.AppendAllLines(_path, names.Select(name => $"{handOver.Id} {name}"));
        }

        return HandOverResult.Delivered;
    }
}
