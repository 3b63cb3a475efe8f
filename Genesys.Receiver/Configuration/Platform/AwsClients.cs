using Amazon.Runtime;
using Genesys.ServiceDefaults.Connections;

namespace Genesys.Receiver.Configuration.Platform;

/// <summary>What every client of an AWS service is held to, whoever answers in the service's place.</summary>
internal static class AwsClients
{
    /// <summary>The longest answer that is read; none of those that are asked for is a tenth of it.</summary>
    public const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>
    /// One call is one request: who calls waits and tries again by itself, with what was sent back in the journal.
    /// </summary>
    public static TConfig Restrain<TConfig>(TConfig config, TimeSpan timeout)
        where TConfig : ClientConfig
    {
        config.MaxErrorRetry = 0;
        // Ten by default, at once and beside the former: a far side that takes a batch and resets gets it eleven times.
        config.MaxStaleConnectionRetries = 0;
        config.Timeout = timeout;
        config.HttpClientFactory = new BoundedClients();
        return config;
    }

    private sealed class BoundedClients : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
            new(new BoundedAnswers()) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };

        // One for each client of the SDK, gone with it.
        public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
    }

    /// <summary>The SDK reads an answer to its end, however far that is.</summary>
    private sealed class BoundedAnswers() : DelegatingHandler(new SocketsHttpHandler
    {
        // A request is for the host that was configured, and for no other that it names.
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = LongestLife.OfConnections,
    })
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            try
            {
                await answer.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }
    }
}
