using System.Collections.Frozen;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Genesys Cloud's domains by the AWS region they run in, as PureCloudRegionHosts of Genesys' own .NET SDK lists them.
/// The API host is <c>api.</c>, the login host <c>login.</c> and the domain.
/// </summary>
public static class GenesysRegions
{
    public const string Default = "us-east-1";

    private static readonly FrozenDictionary<string, string> Domains = new Dictionary<string, string>
    {
        ["us-east-1"] = "mypurecloud.com",
        ["us-east-2"] = "use2.us-gov-pure.cloud",
        ["us-west-2"] = "usw2.pure.cloud",
        ["ca-central-1"] = "cac1.pure.cloud",
        ["sa-east-1"] = "sae1.pure.cloud",
        ["mx-central-1"] = "mxc1.pure.cloud",
        ["eu-west-1"] = "mypurecloud.ie",
        ["eu-west-2"] = "euw2.pure.cloud",
        ["eu-central-1"] = "mypurecloud.de",
        ["eu-central-2"] = "euc2.pure.cloud",
        ["ap-northeast-1"] = "mypurecloud.jp",
        ["ap-northeast-2"] = "apne2.pure.cloud",
        ["ap-northeast-3"] = "apne3.pure.cloud",
        ["ap-southeast-1"] = "apse1.pure.cloud",
        ["ap-southeast-2"] = "mypurecloud.com.au",
        ["ap-south-1"] = "aps1.pure.cloud",
        ["me-central-1"] = "mec1.pure.cloud",
        ["eusc-de-east-1"] = "edee1.eusc-pure.cloud",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The AWS regions that Genesys Cloud runs in.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Domains.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The domain of a region; null for a region without Genesys Cloud.</summary>
    public static string? DomainOf(string region) => Domains.GetValueOrDefault(region.Trim());
}
