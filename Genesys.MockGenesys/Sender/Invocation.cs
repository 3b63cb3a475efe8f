namespace Genesys.MockGenesys.Sender;

/// <summary>
/// A request that is to be made, again and again until it is delivered or given up: one event, or a batch of them.
/// </summary>
internal sealed class Invocation(IReadOnlyList<LedgerEntry> entries, ReadOnlyMemory<byte> body, DateTimeOffset createdAt)
{
    public IReadOnlyList<LedgerEntry> Entries { get; } = entries;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>Requests made so far.</summary>
    public int Attempts { get; set; }
}
