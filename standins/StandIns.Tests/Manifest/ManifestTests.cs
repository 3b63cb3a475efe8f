using System.Text.Json.Nodes;
using Aspire.Hosting;

namespace StandIns.Tests.Manifest;

/// <summary>The manifest, entry by entry beside what Aspire writes for the same program.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly ExampleProgram example = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => example.Dispose();

    [Fact]
    public async Task Manifest_IsWhatAspireWritesForTheSameProgram()
    {
        var expected = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Manifest", "Data", "manifest.json"), Cancellation);

        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), (await PublishAsync(_ => { })).ToJsonString());
    }

    [Fact]
    public async Task Ports_AreGivenOutFrom8000_EachOnce_ExceptWhereTheDeploymentChooses()
    {
        var manifest = await PublishAsync(builder =>
        {
            builder.AddExecutable("one", "true", ".").WithHttpEndpoint(port: 5000);
            builder.AddExecutable("two", "true", ".").WithEndpoint(name: "a").WithEndpoint(name: "b", targetPort: 8001).WithEndpoint(name: "c");
            builder.AddContainer("three", "image").WithHttpEndpoint(port: 80);
        });

        Assert.Equal((8000, 5000), Ports(manifest, "one", "http"));
        Assert.Equal((8001, null), Ports(manifest, "two", "a"));
        Assert.Equal((8001, null), Ports(manifest, "two", "b"));
        Assert.Equal((8002, null), Ports(manifest, "two", "c"));
        Assert.Equal((80, null), Ports(manifest, "three", "http"));
        Assert.Equal((null, null), Ports(manifest, "receiver", "http"));
    }

    private static (int? TargetPort, int? Port) Ports(JsonNode manifest, string resource, string endpoint)
    {
        var binding = manifest["resources"]![resource]!["bindings"]![endpoint]!;
        return ((int?)binding["targetPort"], (int?)binding["port"]);
    }

    private async Task<JsonNode> PublishAsync(Action<IDistributedApplicationBuilder> addMore)
    {
        var path = Path.Combine(example.Folder, "out", "manifest.json");
        var builder = example.Describe("--publisher", "manifest", "--output-path", path);
        addMore(builder);
        await builder.Build().RunAsync(Cancellation);
        return JsonNode.Parse(await File.ReadAllTextAsync(path, Cancellation))!;
    }
}
