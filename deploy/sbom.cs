#:property RestorePackagesWithLockFile=false
#:property PublishAot=false

// Reads lock files and the packages' own descriptions.
//   dotnet run deploy/sbom.cs -- Genesys.Receiver     a software bill of materials, CycloneDX 1.6 as JSON
//                                                     (https://cyclonedx.org/docs/1.6/json/)
//   dotnet run deploy/sbom.cs -- --list               every package with its licence, as Markdown
// The same lock files make the same text: no serial number, no time.

using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

var root = Directory.GetCurrentDirectory();
if (!File.Exists(Path.Combine(root, "Genesys.sln")) || args.Length != 1)
{
    Console.Error.WriteLine("Usage, from the root of the repository: dotnet run deploy/sbom.cs -- <project> | --list");
    return 2;
}

Console.Out.Write(args[0] == "--list" ? Listing.Write(root) : Sbom.Write(root, args[0]) + "\n");
return 0;

/// <summary>One package of a lock file.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Hash">SHA-512 of the package file, base64.</param>
/// <param name="Dependencies">The names of what it needs.</param>
internal sealed record Package(string Id, string Version, string Hash, IReadOnlyList<string> Dependencies)
{
    public string Url => $"pkg:nuget/{Id}@{Version}";

    /// <summary>The packages of a project, those that it gets through others included.</summary>
    public static IReadOnlyList<Package> Of(string lockFile)
    {
        var frameworks = JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!.AsObject();
        return
        [
            .. frameworks.SelectMany(framework => framework.Value!.AsObject())
                .Where(entry => (string?)entry.Value!["type"] != "Project")
                .Select(entry => new Package(
                    entry.Key,
                    (string)entry.Value!["resolved"]!,
                    (string)entry.Value!["contentHash"]!,
                    entry.Value!["dependencies"] is JsonObject needs ? [.. needs.Select(need => need.Key)] : []))
                .DistinctBy(package => package.Url, StringComparer.Ordinal)
                .OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>
    /// The licence that the package's own description names: an SPDX expression, or the address or the file of its
    /// text.
    /// </summary>
    public (string? Expression, string? Name) Licence()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var id = Id.ToLowerInvariant();
        var description = XDocument.Load(Path.Combine(folder, id, Version.ToLowerInvariant(), $"{id}.nuspec"))
            .Root!.Elements().Single();
        var licence = description.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        var address = description.Elements().FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value;
        return licence?.Attribute("type")?.Value == "expression" ? (licence.Value, null) : (null, licence?.Value ?? address ?? "not stated");
    }
}

internal static class Sbom
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(string root, string project)
    {
        var packages = Package.Of(LockFiles.In(Path.Combine(root, project), SearchOption.TopDirectoryOnly).Single());
        var byId = packages.ToDictionary(package => package.Id, StringComparer.OrdinalIgnoreCase);
        var version = XDocument.Load(Path.Combine(root, "Directory.Build.props")).Descendants("Version").Single().Value;
        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = project, ["name"] = project, ["version"] = version },
            },
            ["components"] = new JsonArray([.. packages.Select(Component)]),
            ["dependencies"] = new JsonArray(
            [
                Needs(project, packages),
                .. packages.Select(package => Needs(
                    package.Url, package.Dependencies.Where(byId.ContainsKey).Select(id => byId[id]))),
            ]),
        }.ToJsonString(Indented);
    }

    private static JsonObject Component(Package package)
    {
        var (expression, name) = package.Licence();
        return new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = package.Url,
            ["name"] = package.Id,
            ["version"] = package.Version,
            ["purl"] = package.Url,
            ["hashes"] = new JsonArray(new JsonObject
            {
                ["alg"] = "SHA-512",
                ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(package.Hash)),
            }),
            ["licenses"] = new JsonArray(expression is not null
                ? new JsonObject { ["expression"] = expression }
                : new JsonObject { ["license"] = new JsonObject { ["name"] = name } }),
        };
    }

    private static JsonObject Needs(string reference, IEnumerable<Package> packages) => new()
    {
        ["ref"] = reference,
        ["dependsOn"] = new JsonArray([.. packages.Select(package => (JsonNode)package.Url)]),
    };
}

/// <summary>
/// The lock files of this kind of machine; that of a project without packages for one kind alone is any machine's.
/// </summary>
internal static class LockFiles
{
    private static readonly string Kind = RuntimeInformation.RuntimeIdentifier;

    public static IEnumerable<string> In(string folder, SearchOption depth) =>
        ((string[])["packages.lock.json", $"packages.{Kind}.lock.json"]).SelectMany(name => Directory.GetFiles(folder, name, depth));

    public static string AnyKind(string package) => package.Replace($".{Kind}", ".{kind}", StringComparison.Ordinal);
}

internal static class Listing
{
    private const string Head =
        """
        # Dependencies

        <!-- Made by: dotnet run deploy/sbom.cs -- --list > docs/dependencies.md -->

        Every package that a project of this repository refers to, itself or through another package, with the licence that the package states. The
        versions are in `Directory.Packages.props`, their hashes in the lock file beside each project. A package that isn't listed here
        fails a test: adding one is a decision. Where a package is of one kind of machine, the list says `{kind}`.

        | Package | Licence | Part of |
        |---|---|---|

        """;

    private static readonly string[] LocalStack = ["Genesys.AppHost", "Genesys.Console", "Genesys.MockGenesys", "Genesys.MockCloudWatch"];

    public static string Write(string root)
    {
        var packages = LockFiles.In(root, SearchOption.AllDirectories)
            .SelectMany(file => Package.Of(file).Select(
                package => (Package: package, Project: Path.GetFileName(Path.GetDirectoryName(file))!)))
            .GroupBy(entry => LockFiles.AnyKind(entry.Package.Id), StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase);
        return Head.ReplaceLineEndings("\n") + string.Concat(packages.Select(group => $"| {group.Key} | {Licence(group.First().Package)} | {PartOf(group.Select(entry => entry.Project))} |\n"));
    }

    private static string Licence(Package package)
    {
        var (expression, name) = package.Licence();
        return expression ?? name!;
    }

    private static string PartOf(IEnumerable<string> projects)
    {
        var all = projects.ToHashSet(StringComparer.Ordinal);
        return all.Contains("Genesys.Receiver") ? "receiver" : all.Overlaps(LocalStack) ? "local stack" : "tests, benchmarks";
    }
}
