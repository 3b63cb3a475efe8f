using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Genesys.Tests.Deploy;

namespace Genesys.Tests.SupplyChain;

public partial class DependencyTests
{
    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL"];

    private static readonly IReadOnlyDictionary<string, (string Licence, string PartOf)> Listed = File
        .ReadLines(Path.Combine(Repository.Root, "docs/dependencies.md"))
        .Select(line => Row().Match(line))
        .Where(row => row.Success && row.Groups[1].Value != "Package")
        .ToDictionary(
            row => row.Groups[1].Value, row => (row.Groups[2].Value, row.Groups[3].Value),
            StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void EveryPackage_IsListed_AndNothingElse()
    {
        var locked = LockFiles().SelectMany(PackagesOf).Select(AnyKind).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.Empty(locked.Except(Listed.Keys, StringComparer.OrdinalIgnoreCase));
        Assert.Empty(Listed.Keys.Except(locked, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void EveryProject_HasALockFile() => Assert.Equal(
        Projects().Select(path => Path.GetDirectoryName(path)).Order(StringComparer.Ordinal),
        LockFiles().Select(path => Path.GetDirectoryName(path)).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryLicenceOfTheReceiver_IsPermissive()
    {
        var packages = PackagesOf(Path.Combine(Repository.Root, "Genesys.Receiver/packages.lock.json")).ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Contains(Listed[package].Licence, Permissive));
        Assert.All(packages, package => Assert.Equal("receiver", Listed[package].PartOf));
    }

    [Fact]
    public void EveryVersion_IsCentral() => Assert.All(Projects(), path => Assert.DoesNotContain(
        XDocument.Load(path).Descendants("PackageReference"),
        reference => reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null));

    [Fact]
    public void EveryCentralVersion_IsReferenced()
    {
        var referenced = Projects().Append(Path.Combine(Repository.Root, "Directory.Build.props"))
            .SelectMany(path => XDocument.Load(path).Descendants("PackageReference"))
            .Select(reference => (string?)reference.Attribute("Include"));

        Assert.Empty(
            XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
                .Select(version => (string?)version.Attribute("Include")).Except(referenced));
    }

    [Fact]
    public async Task BillOfMaterials_HoldsWhatTheLockFileHolds()
    {
        var (exitCode, output) = await DotNet.RunAsync("run", "deploy/sbom.cs", "--", "Genesys.Receiver");
        Assert.True(exitCode == 0, output);
        var bom = JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!;
        var components = bom["components"]!.AsArray();
        var references = components.Select(component => (string)component!["bom-ref"]!)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal("CycloneDX", (string?)bom["bomFormat"]);
        Assert.Equal(
            PackagesOf(Path.Combine(Repository.Root, "Genesys.Receiver/packages.lock.json"))
                .Order(StringComparer.OrdinalIgnoreCase),
            components.Select(component => (string)component!["name"]!));
        Assert.All(
            components, component => Assert.Matches("^[0-9a-f]{128}$", (string?)component!["hashes"]![0]!["content"]));
        Assert.All(components, component => Assert.NotNull(component!["licenses"]![0]));
        Assert.All(
            bom["dependencies"]!.AsArray().SelectMany(needs => needs!["dependsOn"]!.AsArray()),
            reference => Assert.Contains((string)reference!, references));
    }

    [Fact]
    public async Task List_IsWhatTheCommandMakes()
    {
        var (exitCode, output) = await DotNet.RunAsync("run", "deploy/sbom.cs", "--", "--list");

        Assert.True(exitCode == 0, output);
        Assert.EndsWith(
            (await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "docs/dependencies.md"), Cancel)).Trim(),
            output.Trim(),
            StringComparison.Ordinal);
    }

    /// <summary>They aren't part of the solution, so that nothing else tells that they don't compile.</summary>
    [Fact]
    public async Task ProgramsOfThePictures_Compile()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "docs/pictures"), "*.cs"))
        {
            var (exitCode, output) = await DotNet.RunAsync("build", path);

            Assert.True(exitCode == 0, output);
        }
    }

    private static IEnumerable<string> Projects() => Files("*.csproj");

    /// <summary>Those of this kind of machine; a project without packages for one kind alone has one for all.</summary>
    private static IEnumerable<string> LockFiles() =>
        Files("packages.lock.json").Concat(Files($"packages.{RuntimeInformation.RuntimeIdentifier}.lock.json"));

    private static string AnyKind(string package) =>
        package.Replace($".{RuntimeInformation.RuntimeIdentifier}", ".{kind}", StringComparison.Ordinal);

    /// <summary>Files of the checkout: not of what was built from it.</summary>
    private static IEnumerable<string> Files(string pattern) => Directory
        .GetFiles(Repository.Root, pattern, SearchOption.AllDirectories)
        .Where(
            path =>
                !Path.GetRelativePath(Repository.Root, path).Split('/')
                    .Any(part => part is "bin" or "obj" or "artifacts" || part.StartsWith('.')));

    private static IEnumerable<string> PackagesOf(string lockFile) =>
        JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!.AsObject()
        .SelectMany(framework => framework.Value!.AsObject())
        .Where(package => (string?)package.Value!["type"] != "Project")
        .Select(package => package.Key)
        .Distinct(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^\| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$")]
    private static partial Regex Row();
}
