using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;

namespace Aspire.Hosting.Testing;

/// <summary>Clients that try again until the resource listens.</summary>
internal static class TestHttpClients
{
    public const string Name = "Aspire.Hosting.Testing";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static void AddHttpClientDefaults(this IServiceCollection services)
    {
        services.AddLogging(logging => logging.AddFilter("Polly", LogLevel.Warning));
        services.AddHttpClient(Name)
            // A request that never arrived can be sent again whatever its method; an answer is the test's to judge.
            .AddResilienceHandler("until-ready", pipeline => pipeline
                .AddTimeout(LongestWait)
                .AddRetry(new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 200,
                    Delay = TimeSpan.FromMilliseconds(100),
                    MaxDelay = TimeSpan.FromSeconds(1),
                    UseJitter = true,
                    BackoffType = DelayBackoffType.Exponential,
                    ShouldRetryAfterHeader = false,
                    ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Exception is HttpRequestException),
                }));
    }
}
