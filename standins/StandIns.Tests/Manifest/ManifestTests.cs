using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Manifest;

/// <summary>The program beside the manifest that Aspire 13.5.2 wrote for it.</summary>
public sealed class ManifestTests : IDisposable
{
    private static readonly DirectoryInfo Root = Directory.CreateTempSubdirectory("manifest-");

    private static string ExpectedPath => Path.Combine(AppContext.BaseDirectory, "Manifest", "Data", "manifest.json");

    [Fact]
    public async Task Manifest_IsWhatAspireWritesForTheSameProgram()
    {
        WriteLaunchSettings("Probe.Mock", 5190);
        WriteLaunchSettings("Probe.Receiver", 5180);
        var path = Path.Combine(Root.FullName, "out", "manifest.json");

        await PublishAsync(path);

        Assert.Equal(
            JsonNode.Parse(await File.ReadAllTextAsync(ExpectedPath, TestContext.Current.CancellationToken))!.ToJsonString(),
            JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!.ToJsonString());
    }

    public void Dispose() => Root.Delete(recursive: true);

    private static void WriteLaunchSettings(string project, int port)
    {
        var folder = Path.Combine(Root.FullName, project, "Properties");
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "launchSettings.json"),
            $$"""
            {
              "profiles": {
                "http": { "commandName": "Project", "applicationUrl": "http://localhost:{{port}}" }
              }
            }
            """);
    }

    private static async Task PublishAsync(string path)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--publisher", "manifest", "--output-path", path],
            ProjectDirectory = Directory.CreateDirectory(Path.Combine(Root.FullName, "Probe.AppHost")).FullName,
        });

        var signing = builder.AddParameter("signing-key", secret: true);
        var timeZone = builder.AddParameter("time-zone", "UTC");
        var ledger = builder.AddConnectionString("ledger");
        var localstack = builder.AddContainer("localstack", "localstack/localstack", "4.9")
            .WithHttpEndpoint(targetPort: 4566, name: "gateway")
            .WithEnvironment("SERVICES", "logs,sqs")
            .WithHttpHealthCheck("/_localstack/health", endpointName: "gateway")
            .WithLifetime(ContainerLifetime.Persistent);
        var mock = builder.AddProject<Probe_Mock>("mockgenesys")
            .WithHttpHealthCheck("/health")
            .WithEnvironment("TimeZone", timeZone);
        var tool = builder.AddExecutable("seed", "dotnet", ".", "--version");
        builder.AddProject<Probe_Receiver>("receiver")
            .WithReference(mock)
            .WithReference(ledger)
            .WithEnvironment("AWS__ServiceURL", localstack.GetEndpoint("gateway"))
            .WithEnvironment("Signing__Key", signing)
            .WithEnvironment("PLAIN", "value")
            .WithEnvironment(context => context.EnvironmentVariables["CALLBACK"] = "cb")
            .WithHttpHealthCheck("/health")
            .WithReplicas(2)
            .WithExternalHttpEndpoints()
            .WaitFor(localstack)
            .WaitFor(mock)
            .WaitForCompletion(tool)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Receiver API");

        await builder.Build().RunAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Probe_Mock : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Root.FullName, "Probe.Mock", "Probe.Mock.csproj");
    }

    private sealed class Probe_Receiver : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Root.FullName, "Probe.Receiver", "Probe.Receiver.csproj");
    }
}
