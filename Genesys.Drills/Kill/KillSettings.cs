namespace Genesys.Drills.Kill;

/// <summary>What <see cref="KillCommand"/> was asked for.</summary>
internal sealed record KillSettings
{
    /// <summary>How often a receiver is killed.</summary>
    public required int Times { get; init; }

    public required int Receivers { get; init; }

    /// <summary>Requests at a time.</summary>
    public required int Senders { get; init; }

    /// <summary>Null: the journal is SQLite.</summary>
    public required string? Postgres { get; init; }

    /// <summary>Null: a new temporary folder.</summary>
    public required string? Folder { get; init; }

    public required int Seed { get; init; }

    /// <summary>How long the end may take to finish what waits.</summary>
    public required TimeSpan Patience { get; init; }
}
