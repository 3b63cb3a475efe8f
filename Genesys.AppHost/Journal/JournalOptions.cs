using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost.Journal;

/// <summary>Where the receiver keeps its journal.</summary>
internal sealed class JournalOptions
{
    public required JournalProvider Provider { get; init; }

    /// <summary>ConnectionStrings:journal; none: a journal of this run alone.</summary>
    public required string? ConnectionString { get; init; }

    /// <summary>The machine's own PostgreSQL, when that is what runs the journal's server.</summary>
    public required PostgresInstallation? LocalServer { get; init; }

    public static JournalOptions Read(IConfiguration configuration, List<string> problems)
    {
        var provider = Choice.Read<JournalProvider>(configuration, "Journal:Provider", problems);
        var server = Choice.Read<JournalServer>(configuration, "Journal:Server", problems);
        var connectionString = configuration.GetConnectionString("journal");
        var isLocal = provider == JournalProvider.Postgres && server == JournalServer.Local && connectionString is null;
        return new JournalOptions
        {
            Provider = provider,
            ConnectionString = connectionString,
            LocalServer = isLocal ? PostgresInstallation.Find(configuration["Journal:PostgresBin"], problems) : null,
        };
    }
}

/// <summary>Journal:Provider.</summary>
internal enum JournalProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Journal:Server, what runs PostgreSQL when no connection string is given.</summary>
internal enum JournalServer
{
    /// <summary>A container, with Docker or Podman.</summary>
    Container,

    /// <summary>The machine's own installation, without a container engine.</summary>
    Local,
}
