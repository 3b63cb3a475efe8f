using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace Genesys.ServiceDefaults;

/// <summary>Resilience of HTTP clients.</summary>
public static class HttpResilienceExtensions
{
    /// <summary>
    /// Gives every client the standard pipeline (limit, total time-out, retry, circuit breaker, attempt time-out). A request that changes
    /// something is never repeated: without an idempotency key it might happen twice.
    /// </summary>
    public static IServiceCollection AddStandardResilience(this IServiceCollection services) => services.ConfigureHttpClientDefaults(
        http => http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods()));

    /// <summary>Takes the standard pipeline from a client that has one of its own.</summary>
    public static IHttpClientBuilder WithoutStandardResilience(this IHttpClientBuilder http)
    {
#pragma warning disable EXTEXP0001 // It has been there unchanged since 8.10, and nothing else takes a default away from one client.
        return http.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
    }
}
