using System.Net.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

internal static class HealthServices
{
    public const string ClientName = "Aspire.Hosting.Health";

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddHttpClient(ClientName).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            // A kept connection would go on with an instance that has been replaced.
            PooledConnectionLifetime = TimeSpan.Zero,
            // The development certificate need not be trusted by this machine for its own health checks.
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors },
        });
        services.AddHostedService<ResourceHealthCheckService>();
    }

    /// <summary>Adds a check that is healthy when a GET answers with <paramref name="statusCode"/>.</summary>
    public static void AddHttpHealthCheck(
        this IServiceCollection services, string key, string? path, int statusCode, Func<IServiceProvider, Uri?> baseAddress) =>
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            provider => new HttpHealthCheck(provider.GetRequiredService<IHttpClientFactory>(), () => baseAddress(provider), path, statusCode),
            failureStatus: null,
            tags: null));
}
