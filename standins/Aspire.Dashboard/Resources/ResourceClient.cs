using System.Globalization;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Resources.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Resources;

/// <summary>Follows the resources of an application host over <c>aspire.v1.DashboardService</c>, for as long as the dashboard runs: a lost connection is made again.</summary>
internal sealed partial class ResourceClient : BackgroundService
{
    /// <summary>Resources that are kept; a host that has more is not shown whole.</summary>
    public const int MaxResources = 2_000;

    private const string ApiKeyHeader = "x-resource-service-api-key";
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Resource> _resources = new(StringComparer.Ordinal);
    private readonly GrpcChannel? _channel;
    private readonly DashboardService.DashboardServiceClient? _client;
    private readonly Metadata _headers = [];
    private readonly TimeProvider _time;
    private readonly ILogger<ResourceClient> _logger;
    private long _version;

    public ResourceClient(IOptions<DashboardOptions> options, TimeProvider time, ILogger<ResourceClient> logger)
    {
        (_time, _logger) = (time, logger);
        var service = options.Value.ResourceServiceClient;
        ApplicationName = options.Value.ApplicationName;
        if (service.Url is null)
        {
            return;
        }

        if (DashboardOptionsSetup.Is(service.AuthMode, ResourceClientAuthMode.ApiKey))
        {
            _headers.Add(ApiKeyHeader, service.ApiKey!);
        }

        _channel = GrpcChannel.ForAddress(service.Url, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = 16 * 1024 * 1024,
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(20),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            },
        });
        _client = new DashboardService.DashboardServiceClient(_channel);
    }

    /// <summary>True when there is a host to ask; else the dashboard stands alone and shows telemetry only.</summary>
    public bool IsConfigured => _client is not null;

    public bool IsConnected { get; private set; }

    public string ApplicationName { get; private set; }

    /// <summary>Changes whenever a resource did.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The resources that are not hidden, or all of them, by name.</summary>
    public Resource[] Resources(bool withHidden = false)
    {
        lock (_lock)
        {
            return [.. _resources.Values.Where(resource => withHidden || !resource.IsHidden).OrderBy(resource => resource.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(resource => resource.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>The lines of a resource's console, from its first to whenever <paramref name="cancellationToken"/> ends it.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ConsoleLogLine>> WatchConsoleAsync(string resource, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = _client!.WatchResourceConsoleLogs(new WatchResourceConsoleLogsRequest { ResourceName = resource }, _headers, cancellationToken: cancellationToken);
        await foreach (var update in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            yield return update.LogLines;
        }
    }

    /// <summary>Runs a command; a host that cannot be reached is a failed command.</summary>
    public async Task<ResourceCommandResponse> ExecuteAsync(Resource resource, ResourceCommand command, IReadOnlyDictionary<string, string> arguments, CancellationToken cancellationToken)
    {
        var request = new ResourceCommandRequest
        {
            CommandName = command.Name,
            ResourceName = resource.Name,
            ResourceType = resource.ResourceType,
            // Whatever it is, the host wants it back.
            Parameter = command.Parameter,
        };
        foreach (var (name, value) in arguments)
        {
            request.Arguments[name] = ArgumentOf(command.ArgumentInputs.FirstOrDefault(input => input.Name == name), value);
        }

        try
        {
            return await _client!.ExecuteResourceCommandAsync(request, _headers, _time.GetUtcNow().UtcDateTime + CommandTimeout, cancellationToken);
        }
        catch (RpcException error)
        {
            return new ResourceCommandResponse { Kind = ResourceCommandResponseKind.Failed, Message = $"The application host did not carry it out: {error.StatusCode}" };
        }
    }

    private static Value ArgumentOf(InteractionInput? input, string text) => input?.InputType switch
    {
        InputType.Boolean => Value.ForBool(text == "true"),
        InputType.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Value.ForNumber(number),
        _ => Value.ForString(text),
    };

    public override void Dispose()
    {
        _channel?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = FirstRetry;
        var reconnect = false;
        while (_client is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(reconnect, () => wait = FirstRetry, stoppingToken);
            }
            catch (RpcException error) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Lost(_logger, error.StatusCode);
            }
            catch (Exception error) when (stoppingToken.IsCancellationRequested && error is RpcException or OperationCanceledException)
            {
                return;
            }

            IsConnected = false;
            reconnect = true;
            Interlocked.Increment(ref _version);
            await Task.Delay(wait, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LastRetry.Ticks));
        }
    }

    private async Task WatchAsync(bool reconnect, Action connected, CancellationToken cancellationToken)
    {
        var information = await _client!.GetApplicationInformationAsync(new ApplicationInformationRequest(), _headers, cancellationToken: cancellationToken);
        ApplicationName = information.ApplicationName is { Length: > 0 } name ? name : ApplicationName;
        using var call = _client.WatchResources(new WatchResourcesRequest { IsReconnect = reconnect }, _headers, cancellationToken: cancellationToken);
        await foreach (var update in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            connected();
            IsConnected = true;
            Apply(update);
        }
    }

    private void Apply(WatchResourcesUpdate update)
    {
        lock (_lock)
        {
            if (update.KindCase == WatchResourcesUpdate.KindOneofCase.InitialData)
            {
                _resources.Clear();
                foreach (var resource in update.InitialData.Resources)
                {
                    Upsert(resource);
                }
            }

            foreach (var change in update.Changes?.Value ?? [])
            {
                if (change.KindCase == WatchResourcesChange.KindOneofCase.Delete)
                {
                    _resources.Remove(change.Delete.ResourceName);
                }
                else if (change.KindCase == WatchResourcesChange.KindOneofCase.Upsert)
                {
                    Upsert(change.Upsert);
                }
            }
        }

        Interlocked.Increment(ref _version);
    }

    private void Upsert(Resource resource)
    {
        if (_resources.Count < MaxResources || _resources.ContainsKey(resource.Name))
        {
            _resources[resource.Name] = resource;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The connection to the resource service was lost ({Status}); trying again")]
        public static partial void Lost(ILogger logger, StatusCode status);
    }
}
