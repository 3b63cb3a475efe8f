using Aspire.Dashboard.Resources.Protocol;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using DashboardOptions = Aspire.Hosting.Dashboard.DashboardOptions;

namespace StandIns.Tests.Hosting;

/// <summary>The service that the dashboard asks, called over the network by the dashboard's own client.</summary>
public class ResourceServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallerWithoutKey_IsRefused()
    {
        await using var application = new AnApplication(dashboard: true);
        await application.StartAsync();
        using var channel = await ChannelAsync(application);

        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await new DashboardService.DashboardServiceClient(channel).GetApplicationInformationAsync(new ApplicationInformationRequest(), cancellationToken: Cancellation));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("resource-stop")]
    public async Task Dashboard_SeesTheResources_AndTheirChanges_AndStopsOne(string stopCommand)
    {
        await using var application = new AnApplication(dashboard: true);
        application.Script("worker", "echo hello from the worker; exec sleep 600");
        await application.StartAsync();
        await application.InStateAsync("worker", KnownResourceStates.Running);
        using var channel = await ChannelAsync(application);
        var client = new DashboardService.DashboardServiceClient(channel);
        var headers = Headers(application);

        using var watch = client.WatchResources(new WatchResourcesRequest(), headers, cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        var worker = Assert.Single(watch.ResponseStream.Current.InitialData.Resources, resource => resource.DisplayName == "worker");
        Assert.Equal("Running", worker.State);
        Assert.StartsWith("worker-", worker.Name, StringComparison.Ordinal);
        Assert.Equal(["start", "stop", "restart"], worker.Commands.Select(command => command.Name));

        using var logs = client.WatchResourceConsoleLogs(new WatchResourceConsoleLogsRequest { ResourceName = worker.Name }, headers, cancellationToken: Cancellation);
        Assert.True(await logs.ResponseStream.MoveNext(Cancellation));
        Assert.Contains(logs.ResponseStream.Current.LogLines, line => line.Text.EndsWith("hello from the worker", StringComparison.Ordinal));

        var stop = new ResourceCommandRequest { ResourceName = worker.Name, CommandName = stopCommand, ResourceType = worker.ResourceType };
        var answer = await client.ExecuteResourceCommandAsync(stop, headers, cancellationToken: Cancellation);
        Assert.Equal(ResourceCommandResponseKind.Succeeded, answer.Kind);

        string state;
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
            state = watch.ResponseStream.Current.Changes?.Value.LastOrDefault(change => change.Upsert?.Name == worker.Name)?.Upsert.State ?? "";
        }
        while (state != "Finished");
    }

    private static async Task<GrpcChannel> ChannelAsync(AnApplication application) =>
        GrpcChannel.ForAddress(await application.App.Services.GetRequiredService<ResourceServiceHost>().Address);

    private static Metadata Headers(AnApplication application) => new()
    {
        { ResourceServiceHost.ApiKeyHeader, application.App.Services.GetRequiredService<DashboardOptions>().ResourceServiceApiKey! },
    };
}
