using Aspire.Hosting.Dashboard.Protocol;
using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Proto = Aspire.Hosting.Dashboard.Protocol;

namespace Aspire.Hosting.Dashboard;

/// <summary>Tells the dashboard about the resources, and gives them its commands.</summary>
internal sealed class DashboardServiceImplementation(
    DashboardOptions options, ResourceNotificationService notifications, ResourceLoggerService loggers, ResourceCommandService commands, IHostApplicationLifetime lifetime)
    : Proto.DashboardService.DashboardServiceBase
{
    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = options.ApplicationName });

    public override async Task WatchResources(
        WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context)
    {
        using var ended = Ended(context);
        var (known, changes) = notifications.Subscribe();
        try
        {
            var initial = new InitialResourceData();
            initial.Resources.AddRange(known.Select(ResourceMessage.From));
            await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = initial }, ended.Token).ConfigureAwait(false);
            while (await changes.Reader.WaitToReadAsync(ended.Token).ConfigureAwait(false))
            {
                var newest = new Dictionary<string, ResourceEvent>();
                while (changes.Reader.TryRead(out var change))
                {
                    newest[change.ResourceId] = change;
                }

                var update = new WatchResourcesChanges();
                update.Value.AddRange(newest.Values.Select(change => new WatchResourcesChange { Upsert = ResourceMessage.From(change) }));
                await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = update }, ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The dashboard hung up, or the AppHost stops.
        }
        finally
        {
            notifications.Unsubscribe(changes);
        }
    }

    public override async Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        using var ended = Ended(context);
        var log = loggers.LogOf(request.ResourceName);
        try
        {
            if (request.SuppressFollow)
            {
                await responseStream.WriteAsync(Update(log.Snapshot()), ended.Token).ConfigureAwait(false);
                return;
            }

            await foreach (var batch in ResourceLoggerService.WatchAsync(log, ended.Token).ConfigureAwait(false))
            {
                await responseStream.WriteAsync(Update(batch), ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // As above.
        }
    }

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        using var ended = Ended(context);
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, ended.Token).ConfigureAwait(false);
        var response = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded
                : result.Canceled ? ResourceCommandResponseKind.Cancelled
                : ResourceCommandResponseKind.Failed,
        };
        if ((result.Message ?? result.ErrorMessage) is { } message)
        {
            response.Message = message;
        }

        return response;
    }

    private CancellationTokenSource Ended(ServerCallContext context) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);

    private static WatchResourceConsoleLogsUpdate Update(IReadOnlyList<LogLine> lines)
    {
        var update = new WatchResourceConsoleLogsUpdate();
        update.LogLines.AddRange(lines.Select(line => new ConsoleLogLine
        {
            LineNumber = line.LineNumber,
            Text = line.Content,
            IsStdErr = line.IsErrorMessage,
        }));
        return update;
    }
}
