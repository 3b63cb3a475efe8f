using System.Globalization;
using Genesys.AppHost.CloudWatch;
using Genesys.AppHost.GenesysCloud;
using Genesys.AppHost.Journal;
using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost;

/// <summary>What of the stack can be chosen: by command line, environment, user secrets or appsettings.json.</summary>
internal sealed class StackOptions
{
    public required GenesysCloudOptions Genesys { get; init; }

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
            Genesys = GenesysCloudOptions.Read(configuration, problems),
            CloudWatch = CloudWatchOptions.Read(configuration, problems),
            Journal = JournalOptions.Read(configuration, problems),
            Replicas = ReadReplicas(configuration["replicas"], problems),
        };
        if (options is { Replicas: > 1, Journal.Provider: JournalProvider.Sqlite })
        {
            problems.Add("Several receivers share a PostgreSQL journal: add --Journal:Provider=Postgres, or "
                + "leave --replicas away.");
        }

        problems.AddRange(UnknownChoices.Find(configuration));
        problems.ForEach(errors.WriteLine);
        return problems.Count == 0 ? options : null;
    }

    private static int ReadReplicas(string? text, List<string> problems)
    {
        if (text is null or "")
        {
            return 1;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas)
            && replicas is >= 1 and <= 16)
        {
            return replicas;
        }

        problems.Add("--replicas is a number from 1 to 16.");
        return 1;
    }
}
