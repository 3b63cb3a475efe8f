using Microsoft.Extensions.Configuration;

namespace Genesys.AppHost.GenesysCloud;

/// <summary>Which Genesys Cloud the receiver fetches conversations from.</summary>
internal sealed class GenesysCloudOptions
{
    /// <summary>
    /// Genesys:Region, the AWS region of a real organization; none: MockGenesys, which sends events too.
    /// </summary>
    public required GenesysRegion? Region { get; init; }

    public static GenesysCloudOptions Read(IConfiguration configuration, List<string> problems)
    {
        var name = configuration["Genesys:Region"];
        if (string.IsNullOrWhiteSpace(name))
        {
            return new GenesysCloudOptions { Region = null };
        }

        var region = GenesysRegion.Find(name.Trim());
        if (region is null)
        {
            problems.Add(
                $"Genesys:Region is an AWS region that Genesys Cloud runs in: {string.Join(", ", GenesysRegion.Names)}.");
        }

        return new GenesysCloudOptions { Region = region };
    }
}
