using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly.Telemetry;

namespace Genesys.ServiceDefaults;

/// <summary>Resilience of HTTP clients that have no pipeline of their own.</summary>
public static class HttpResilienceExtensions
{
    /// <summary>
    /// Gives a client the standard pipeline (limit, total time-out, retry, circuit breaker, attempt time-out). A
    /// request that changes something is never repeated: without an idempotency key it might happen twice.
    /// </summary>
    /// <remarks>
    /// No default for all clients: a pipeline writes to the log, and the log's OTLP exporter is a client too that the
    /// log itself creates.
    /// </remarks>
    public static IHttpClientBuilder AddStandardResilience(this IHttpClientBuilder http)
    {
        http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
        // Its log would have each failure four times, with a stack each: whoever asked says what came of it. The meter
        // has every attempt.
        http.Services.Configure<TelemetryOptions>(
            telemetry => telemetry.SeverityProvider = _ => ResilienceEventSeverity.Debug);
        return http;
    }
}
