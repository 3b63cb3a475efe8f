using Amazon;
using Genesys.AppHost.Journal;
using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost;

/// <summary>What of the stack can be chosen: by command line, environment, user secrets or appsettings.json.</summary>
internal sealed class StackOptions
{
    /// <summary>Parameters:genesys-client-id; the mock takes this client and no other.</summary>
    public required string ClientId { get; init; }

    /// <summary>Parameters:genesys-client-secret.</summary>
    public required string ClientSecret { get; init; }

    public required CloudWatchOptions CloudWatch { get; init; }

    public required JournalOptions Journal { get; init; }

    /// <summary>Receivers behind the one port, 1 to 16; more than one share a PostgreSQL journal.</summary>
    public required int Replicas { get; init; }

    /// <summary>Reads the choices, or says in sentences what to set instead.</summary>
    /// <returns><c>null</c>: something is set that the stack cannot be.</returns>
    public static StackOptions? Read(IConfiguration configuration, TextWriter errors)
    {
        var problems = new List<string>();
        var options = new StackOptions
        {
            ClientId = configuration["Parameters:genesys-client-id"] ?? "local-client",
            ClientSecret = configuration["Parameters:genesys-client-secret"] ?? "local-secret",
            CloudWatch = new CloudWatchOptions
            {
                Provider = Choice.Read(configuration, "CloudWatch:Provider", CloudWatchProvider.Emulator, problems),
                Image = configuration["CloudWatch:LocalStack:Image"] ?? "localstack/localstack",
                Registry = configuration["CloudWatch:LocalStack:Registry"],
                Tag = configuration["CloudWatch:LocalStack:Tag"] ?? "4.14.0",
                Profile = configuration["AWS:Profile"],
                Region = configuration["AWS:Region"] is { Length: > 0 } region ? RegionEndpoint.GetBySystemName(region) : null,
            },
            Journal = JournalOptions.Read(configuration, problems),
            Replicas = int.TryParse(configuration["replicas"] ?? "1", out var replicas) && replicas is >= 1 and <= 16 ? replicas : 0,
        };
        if (options.Replicas == 0)
        {
            problems.Add("--replicas is a number from 1 to 16.");
        }

        if (options is { Replicas: > 1, Journal.Provider: JournalProvider.Sqlite })
        {
            problems.Add("Several receivers share a PostgreSQL journal: add --Journal:Provider=Postgres, or leave --replicas away.");
        }

        problems.ForEach(errors.WriteLine);
        return problems.Count == 0 ? options : null;
    }
}
