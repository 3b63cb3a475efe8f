namespace Genesys.MockGenesys.Sender;

/// <summary>
/// A request that is to be made, again and again until it is delivered or given up: one event, or a batch of them.
/// </summary>
/// <param name="entries">The events.</param>
/// <param name="body">The request's body.</param>
/// <param name="since">When it was made, by the monotonic clock.</param>
internal sealed class Invocation(IReadOnlyList<LedgerEntry> entries, ReadOnlyMemory<byte> body, TimeSpan since)
{
    public IReadOnlyList<LedgerEntry> Entries { get; } = entries;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public TimeSpan Since { get; } = since;

    /// <summary>Whether the body is an array, which is answered with an item for each element.</summary>
    public bool IsArray => Body.Span is [(byte)'[', ..];

    /// <summary>Requests made so far.</summary>
    public int Attempts { get; set; }
}
