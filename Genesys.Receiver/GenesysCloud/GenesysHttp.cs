using System.Net;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The HTTP client that both the token endpoint and the API are called with.</summary>
internal static class GenesysHttp
{
    public const string ClientName = "genesys";

    public static IServiceCollection AddGenesysHttp(this IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client =>
            {
                // The pipeline in GenesysPipeline.cs has the say over time, and bodies are read against a bound of their own.
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.UserAgent.ParseAdd("Genesys.Receiver/1.0");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect would carry the request, and with it a conversation, to a host that nobody configured.
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                // Each attempt has a span of its own, with its number and the wait before it; the handler's would say it twice.
                ActivityHeadersPropagator = null,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They write every address that is called, conversation ids and hosts included.
            .RemoveAllLoggers();
        return services;
    }
}
