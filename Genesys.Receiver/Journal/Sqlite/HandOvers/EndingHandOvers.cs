using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// The hand-overs that are recorded as the processing of deliveries ends. Everything that needs no file is prepared on
/// the caller's thread.
/// </summary>
internal sealed class EndingHandOvers
{
    private readonly List<(
        LeasedDelivery Delivery, long Conversation, IReadOnlyList<string> Destinations)> _deliveries = [];
    private readonly RecordWriter? _content;
    private readonly string? _error;

    private EndingHandOvers(NewHandOvers handOvers)
    {
        _error = handOvers.ConversationError;
        if (handOvers.Content is { } content)
        {
            _content = new RecordWriter();
            ContentCodec.Write(_content, content);
        }
    }

    /// <summary>Those whose events are set after the commit.</summary>
    public IReadOnlyList<string> Destinations { get; private set; } = [];

    /// <summary>Null when nothing is handed over.</summary>
    public static EndingHandOvers? Of(IReadOnlyList<LeasedDelivery> deliveries, NewHandOvers? handOvers)
    {
        EndingHandOvers? ending = null;
        foreach (var delivery in deliveries)
        {
            if (handOvers?.DestinationsOf(delivery) is { Count: > 0 } destinations)
            {
                ending ??= new EndingHandOvers(handOvers);
                var of = delivery.Record.Delivery;
                ending._deliveries.Add(
                    (delivery, DedupeKey.OfConversation(of.Account, of.ConversationId), destinations));
                ending.Destinations = [.. ending.Destinations.Union(destinations, StringComparer.Ordinal)];
            }
        }

        return ending;
    }

    /// <summary>Records them for the deliveries whose lease is held.</summary>
    public void Write(HandOverLedger ledger, Func<LeasedDelivery, bool> holds)
    {
        var content = 0L;
        foreach (var (delivery, conversation, destinations) in _deliveries)
        {
            if (holds(delivery))
            {
                content = content == 0 && _content is not null ? ledger.InsertContent(_content.Written) : content;
                ledger.Insert(delivery.Key, conversation, destinations, content, _error);
            }
        }
    }
}
