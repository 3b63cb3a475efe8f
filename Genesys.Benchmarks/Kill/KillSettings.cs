namespace Genesys.Benchmarks.Kill;

/// <summary>What <see cref="KillCommand"/> was asked for.</summary>
internal sealed record KillSettings
{
    public int Rounds { get; init; } = 200;

    public int Receivers { get; init; } = 1;

    public int Senders { get; init; } = 16;

    /// <summary>Null: the journal is SQLite.</summary>
    public string? Postgres { get; init; }

    public string? Folder { get; init; }

    public required int Seed { get; init; }

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(120);
}
