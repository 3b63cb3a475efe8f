using System.Threading.Channels;
using Aspire.Dashboard.Resources.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StandIns.Tests.Dashboard;

/// <summary>The far side of the resource service: an application host with a few resources, which runs the commands that it is sent.</summary>
internal sealed class FakeHost : DashboardService.DashboardServiceBase, IAsyncDisposable
{
    public const string ApiKey = "resource-key";

    private readonly Channel<WatchResourcesChange> _changes = Channel.CreateUnbounded<WatchResourcesChange>();
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public List<ResourceCommandRequest> Commands { get; } = [];

    public static Resource AResource(string name, string state = "Running", params string[] references)
    {
        var resource = new Resource
        {
            Name = name + "-abc",
            DisplayName = name,
            ResourceType = "Project",
            Uid = name,
            State = state,
            StateStyle = state == "Running" ? "success" : "error",
            StartedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeSeconds(1_767_225_600)),
            Environment = { new EnvironmentVariable { Name = "CLIENT_SECRET", Value = "hunter2", IsFromSpec = true } },
            Urls = { new Url { EndpointName = "http", FullUrl = "http://localhost:8000" }, new Url { FullUrl = "javascript:alert(1)" } },
            Properties = { new ResourceProperty { Name = "project.path", Value = Value.ForString("/src/" + name + ".csproj") }, new ResourceProperty { Name = "connection", Value = Value.ForString("hunter3"), IsSensitive = true } },
            HealthReports = { new HealthReport { Key = "http_check", Status = HealthStatus.Healthy, Description = "ok" } },
            Commands =
            {
                new ResourceCommand { Name = "resource-restart", DisplayName = "Restart", IsHighlighted = true },
                new ResourceCommand { Name = "resource-stop", DisplayName = "Stop", IsHighlighted = true, ConfirmationMessage = "Really stop it?" },
                new ResourceCommand { Name = "hidden", DisplayName = "Hidden one", State = ResourceCommandState.Hidden },
            },
        };
        resource.Relationships.AddRange(references.Select(reference => new ResourceRelationship { ResourceName = reference, Type = "Reference" }));
        return resource;
    }

    private static Resource AParameter => new()
    {
        Name = "api-key",
        DisplayName = "api-key",
        ResourceType = "Parameter",
        Uid = "api-key",
        State = "Running",
        Properties = { new ResourceProperty { Name = "Value", Value = Value.ForString("hunter4"), IsSensitive = true } },
    };

    public static async Task<FakeHost> StartAsync()
    {
        var host = new FakeHost();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(host);
        host._app = builder.Build();
        host._app.MapGrpcService<FakeHost>();
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        host.Address = new Uri(host._app.Urls.First());
        return host;
    }

    public void Change(Resource resource) => _changes.Writer.TryWrite(new WatchResourcesChange { Upsert = resource });

    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context)
    {
        Check(context);
        return Task.FromResult(new ApplicationInformationResponse { ApplicationName = "Sample host" });
    }

    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        Check(context);
        await responseStream.WriteAsync(new WatchResourcesUpdate
        {
            InitialData = new InitialResourceData { Resources = { AResource("receiver", "Running", "genesys"), AResource("genesys"), AResource("broken", "FailedToStart", "receiver"), AParameter } },
        });
        await foreach (var change in _changes.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = new WatchResourcesChanges { Value = { change } } });
        }
    }

    public override async Task WatchResourceConsoleLogs(WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        Check(context);
        await responseStream.WriteAsync(new WatchResourceConsoleLogsUpdate
        {
            LogLines =
            {
                new ConsoleLogLine { LineNumber = 1, Text = $"2026-01-01T00:00:00.000Z \u001b[32minfo\u001b[0m: {request.ResourceName} listens" },
                new ConsoleLogLine { LineNumber = 2, Text = "2026-01-01T00:00:01.000Z something failed", IsStdErr = true },
            },
        });
        await responseStream.WriteAsync(new WatchResourceConsoleLogsUpdate
        {
            LogLines = { Enumerable.Range(3, 200).Select(i => new ConsoleLogLine { LineNumber = i, Text = $"line {i}" }) },
        });
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        Check(context);
        lock (Commands)
        {
            Commands.Add(request);
        }

        return Task.FromResult(new ResourceCommandResponse { Kind = ResourceCommandResponseKind.Succeeded, Message = "It was carried out." });
    }

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }

    private static void Check(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("x-resource-service-api-key") != ApiKey)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "no key"));
        }
    }
}
