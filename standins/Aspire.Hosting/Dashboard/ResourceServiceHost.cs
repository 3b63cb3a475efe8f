using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves <c>aspire.v1.DashboardService</c> to the dashboard, on a loopback address, to who shows the key.</summary>
internal sealed class ResourceServiceHost(
    DashboardOptions options,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    ILoggerFactory logging) : IHostedService
{
    /// <summary>Header in which a caller shows the key.</summary>
    public const string ApiKeyHeader = "x-resource-service-api-key";

    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<WebApplication>? app;

    /// <summary>Where the service listens, once it does.</summary>
    public Task<Uri> Address => address.Task;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The resources need not wait for a service that only the dashboard calls.
        app = Task.Run(ServeAsync, cancellationToken);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is not null && address.Task.IsCompletedSuccessfully)
        {
            await using var served = await app.ConfigureAwait(false);
            using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
            await served.StopAsync(atOnce.Token).ConfigureAwait(false);
        }
    }

    private async Task<WebApplication> ServeAsync()
    {
        try
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddSingleton(logging);
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton(notifications);
            builder.Services.AddSingleton(loggers);
            builder.Services.AddSingleton(commands);
            builder.Services.AddRouting();
            builder.Services.AddGrpc();
            builder.WebHost.UseKestrelCore();
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(Listen);

            var service = builder.Build();
            service.Use(RequireKeyAsync);
            service.MapGrpcService<DashboardServiceImplementation>();
            await service.StartAsync().ConfigureAwait(false);
            address.SetResult(new Uri(service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
            return service;
        }
        catch (Exception exception)
        {
            address.TrySetException(new DistributedApplicationException($"The resource service could not be started: {exception.Message}", exception));
            throw;
        }
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        if (options.ResourceServiceUrl is { } url)
        {
            kestrel.ListenLocalhost(url.Port, endpoint => Http2(endpoint, url.Scheme));
        }
        else
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => Http2(endpoint, "http"));
        }
    }

    // Without TLS nothing is negotiated: gRPC needs HTTP/2 from the first byte.
    private static void Http2(ListenOptions endpoint, string scheme)
    {
        endpoint.Protocols = HttpProtocols.Http2;
        if (scheme == "https")
        {
            endpoint.UseHttps();
        }
    }

    private Task RequireKeyAsync(HttpContext context, RequestDelegate next)
    {
        if (options.ResourceServiceApiKey is not { } key || (context.Request.Headers[ApiKeyHeader] is [{ } shown] && IsSame(key, shown)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static bool IsSame(string key, string shown) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(shown));
}
