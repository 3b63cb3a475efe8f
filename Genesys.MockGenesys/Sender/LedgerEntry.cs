using Genesys.MockGenesys.Events;

namespace Genesys.MockGenesys.Sender;

/// <summary>
/// One event and everything that was answered. The ledger that holds it guards it: it is changed and read under the
/// ledger's lock.
/// </summary>
internal sealed class LedgerEntry(long number, OutgoingEvent outgoing, DateTimeOffset publishedAt)
{
    // Enough for the 186 requests of a classic bus, twice.
    private const int MostResults = 400;

    private readonly List<InvocationResult> _results = [];

    public long Number { get; } = number;

    /// <summary>
    /// The event; its body is let go once 2,000 later events have been published and it waits for nothing.
    /// </summary>
    public OutgoingEvent Event { get; private set; } = outgoing;

    /// <summary>SHA-256 of the event's bytes in hex; null: it is malformed.</summary>
    public string? BodyHash { get; } =
        outgoing.Malformation is null ? Consumer.EventConsumer.Hash(outgoing.Body.Span) : null;

    public DateTimeOffset PublishedAt { get; } = publishedAt;

    public EventState State { get; private set; }

    public IReadOnlyList<InvocationResult> Results => _results;

    public void Add(InvocationResult result)
    {
        if (_results.Count < MostResults)
        {
            _results.Add(result);
        }
    }

    /// <summary>Moves on; an event that one of its two copies delivered stays delivered.</summary>
    public void MoveTo(EventState state)
    {
        if (State != EventState.Delivered)
        {
            State = state;
        }
    }

    public void LetBodyGo() => Event = Event with { Body = ReadOnlyMemory<byte>.Empty };
}
