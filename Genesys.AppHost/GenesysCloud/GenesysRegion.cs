namespace Genesys.AppHost.GenesysCloud;

/// <summary>A region of Genesys Cloud.</summary>
/// <param name="Name">The AWS region.</param>
/// <param name="Domain">Its domain: the API is at <c>api.</c> and this.</param>
internal sealed record GenesysRegion(string Name, string Domain)
{
    private static readonly IReadOnlyDictionary<string, GenesysRegion> All = Read().ToDictionary(region =>
        region.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    public static GenesysRegion? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The receiver's own list.</summary>
    private static IEnumerable<GenesysRegion> Read()
    {
        using var list = new StreamReader(
            typeof(GenesysRegion).Assembly.GetManifestResourceStream("genesys-regions.txt")!);
        while (list.ReadLine() is { } line)
        {
            var columns = line.Split(' ');
            yield return new GenesysRegion(columns[0], columns[1]);
        }
    }
}
