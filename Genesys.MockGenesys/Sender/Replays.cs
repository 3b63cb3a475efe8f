using Genesys.MockGenesys.Events;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Sender;

/// <summary>Sends events again that were sent before.</summary>
internal sealed class Replays(Ledger ledger, ApiDestination destination, IOptions<SenderOptions> options)
{
    private static readonly byte[] ReplayName = [.. "{\"replay-name\":\"replay-by-hand\","u8];

    /// <summary>
    /// Sends an event again as the bus's own replay does: a classic bus adds <c>replay-name</c> to the envelope, the
    /// other one says
    /// <c>REPLAY</c> in the record around it, if it sends records. Null when the event's body is no longer kept.
    /// </summary>
    public LedgerEntry? Replay(long number)
    {
        if (ledger.FindEvent(number) is not { } sent)
        {
            return null;
        }

        var isNamed = options.Value.Bus == EventBus.Classic && !sent.IsWholeBody && sent.Body.Span is [(byte)'{', ..];
        return destination.Publish(sent with
        {
            IsReplay = true,
            Body = isNamed ? (byte[])[.. ReplayName, .. sent.Body.Span[1..]] : sent.Body,
        });
    }

    /// <summary>Empties the dead-letter queue and sends its events again with the ids that they had.</summary>
    public (int Replayed, int Forgotten) ReplayDeadLetters()
    {
        var numbers = ledger.TakeDeadLetters().SelectMany(letter => letter.Numbers).ToArray();
        var events = numbers.Select(ledger.FindEvent).OfType<OutgoingEvent>().ToArray();
        foreach (var sent in events)
        {
            destination.Publish(sent with { IsReplay = true });
        }

        return (events.Length, numbers.Length - events.Length);
    }
}
