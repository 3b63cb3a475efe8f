using Genesys.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Genesys.AppHost;

/// <summary>Finds choices that nobody reads: a misspelt one is otherwise a stack that nobody chose.</summary>
internal static class UnknownChoices
{
    private const int NearEnough = 2;

    private static readonly string[] Known =
    [
        "AWS:Profile", "AWS:Region", "CloudWatch:LocalStack:HealthPath", "CloudWatch:LocalStack:Image",
        "CloudWatch:LocalStack:Registry", "CloudWatch:LocalStack:Tag", "CloudWatch:Provider",
        "ConnectionStrings:journal", "Genesys:Region", "Journal:PostgresBin", "Journal:Provider", "Journal:Server",
        "Parameters:genesys-client-id", "Parameters:genesys-client-secret", "replicas",
    ];

    // Nothing but the AppHost reads them here. AWS and Parameters are its packages' too.
    private static readonly string[] Sections = ["CloudWatch", "ConnectionStrings", "Genesys", "Journal"];

    /// <summary>A sentence for each, with the nearest choice; never a value.</summary>
    public static IEnumerable<string> Find(IConfiguration configuration) =>
        from key in configuration.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key)
            .Order(StringComparer.Ordinal)
        where !Known.Contains(key, StringComparer.OrdinalIgnoreCase) && !IsOfEnvironment(configuration, key)
        let nearest = Known.MinBy(known => EditDistance.Between(key, known))!
        where Sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)
            || EditDistance.Between(key, nearest) <= NearEnough
        select $"{key} is no choice of the stack; the nearest one is {nearest}.";

    // The parts have the AppHost's environment: there a key may be the receiver's own, which refuses what it doesn't
    // know.
    private static bool IsOfEnvironment(IConfiguration configuration, string key) =>
        configuration is IConfigurationRoot root
            && root.Providers.OfType<EnvironmentVariablesConfigurationProvider>()
                .Any(environment => environment.TryGet(key, out _));
}
