using System.Collections.Frozen;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Genesys Cloud's domains by the AWS region they run in, as PureCloudRegionHosts of Genesys' own .NET SDK lists them.
/// The API host is <c>api.</c>, the login host <c>login.</c> and the domain.
/// </summary>
internal static class GenesysRegions
{
    public const string Default = "us-east-1";

    private static readonly FrozenDictionary<string, string> Domains = Read()
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The AWS regions that Genesys Cloud runs in.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Domains.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The domain of a region; null for a region without Genesys Cloud.</summary>
    public static string? DomainOf(string region) => Domains.GetValueOrDefault(region.Trim());

    /// <summary>The lines of <c>regions.txt</c>: a region, a space, a domain.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Read()
    {
        using var list =
            new StreamReader(typeof(GenesysRegions).Assembly.GetManifestResourceStream("genesys-regions.txt")!);
        while (list.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            yield return KeyValuePair.Create(line[..space], line[(space + 1)..]);
        }
    }
}
