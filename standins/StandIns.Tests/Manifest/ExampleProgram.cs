using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace StandIns.Tests.Manifest;

/// <summary>The program whose manifest and model Aspire 13.5.2 wrote into <c>Data</c>.</summary>
internal sealed class ExampleProgram : IDisposable
{
    private static readonly AsyncLocal<string> Root = new();

    public ExampleProgram()
    {
        Root.Value = Directory.CreateTempSubdirectory("manifest-").FullName;
        Folder = Root.Value;
        WriteLaunchSettings("Probe.Mock", 5190);
        WriteLaunchSettings("Probe.Receiver", 5180);
    }

    public string Folder { get; }

    public IDistributedApplicationBuilder Describe(params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = args,
            ProjectDirectory = Directory.CreateDirectory(Path.Combine(Folder, "Probe.AppHost")).FullName,
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
        return builder;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void WriteLaunchSettings(string project, int port)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, project, "Properties")).FullName;
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

    private sealed class Probe_Mock : IProjectMetadata
    {
        public string ProjectPath { get; } = Path.Combine(Root.Value!, "Probe.Mock", "Probe.Mock.csproj");
    }

    private sealed class Probe_Receiver : IProjectMetadata
    {
        public string ProjectPath { get; } = Path.Combine(Root.Value!, "Probe.Receiver", "Probe.Receiver.csproj");
    }
}
