namespace Genesys.AppHost;

/// <summary>Where the receiver keeps its journal.</summary>
internal sealed class JournalOptions
{
    public required JournalProvider Provider { get; init; }

    /// <summary>ConnectionStrings:journal; none: a journal of this run alone.</summary>
    public required string? ConnectionString { get; init; }
}

/// <summary>Journal:Provider.</summary>
internal enum JournalProvider
{
    Sqlite,
    Postgres,
}
