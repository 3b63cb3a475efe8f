using System.Net;
using Genesys.ServiceDefaults.Connections;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>The HTTP clients for the API and for the token endpoint.</summary>
internal static class GenesysHttp
{
    public static IServiceCollection AddGenesysHttp(this IServiceCollection services)
    {
        services.AddTransient<ConversationHandler>();
        services.AddSingleton<GenesysPipeline>();
        services.AddGenesysClient(TokenEndpoint.ClientName);
        services.AddGenesysClient(ApiRequests.ClientName)
            .AddResilienceHandler("conversations", (builder, context) =>
                context.ServiceProvider.GetRequiredService<GenesysPipeline>().Configure(builder));
        services.AddHttpClient(ApiRequests.ClientName).AddHttpMessageHandler<ConversationHandler>();
        return services;
    }

    private static IHttpClientBuilder AddGenesysClient(this IServiceCollection services, string name) => services
        .AddHttpClient(name, client =>
        {
            // The pipeline has the say over time, and bodies are read against a bound of their own.
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
            PooledConnectionLifetime = LongestLife.OfConnections,
            // Each attempt has a span of its own, with its number and the wait before it; the handler's would say it
            // twice.
            ActivityHeadersPropagator = null,
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        // They write every address that is called, conversation ids and hosts included.
        .RemoveAllLoggers();
}
