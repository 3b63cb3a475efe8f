namespace Genesys.MockGenesys.Sender;

/// <summary>Counts since the start.</summary>
public sealed record LedgerCounts
{
    /// <summary>Events, duplicates not counted.</summary>
    public required long Published { get; init; }

    /// <summary>Malformed ones among them.</summary>
    public required long Malformed { get; init; }

    /// <summary>Requests, retries and duplicates included.</summary>
    public required long Invocations { get; init; }

    public required long Waiting { get; init; }

    public required long Delivered { get; init; }

    public required long Refused { get; init; }

    public required long Exhausted { get; init; }

    /// <summary>Valid events that were refused or given up, and malformed ones that were taken.</summary>
    public required long Unexpected { get; init; }

    /// <summary>Events that the ledger no longer holds.</summary>
    public required long Forgotten { get; init; }

    /// <summary>Requests by status, or by failure when there was none.</summary>
    public required IReadOnlyDictionary<string, long> Answers { get; init; }
}
