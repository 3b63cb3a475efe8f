using System.Runtime.CompilerServices;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using Amazon.SQS;
using Genesys.Console;
using Genesys.Console.SignIn;
using Genesys.Receiver.Configuration.Platform;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Webhook;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Intake.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Genesys.Tests.ServiceDefaults.Connections;

/// <summary>
/// A client that lives as long as its process: while it is used, a connection of it would go on to an address that its
/// name left long ago.
/// </summary>
public sealed class LongestLifeTests
{
    private static readonly Dictionary<string, Func<HttpMessageInvoker>> Clients = new()
    {
        ["Genesys Cloud"] = () => OfGenesys(ApiRequests.ClientName),
        ["Genesys Cloud's login host"] = () => OfGenesys(TokenEndpoint.ClientName),
        ["CloudWatch Logs"] = () => OfAws(new AmazonCloudWatchLogsConfig()),
        ["SQS"] = () => OfAws(new AmazonSQSConfig()),
        ["a webhook"] = () => WebhookClient.Create(new DestinationOptions()),
        ["a token's issuer"] = JwtAuthenticator.CreateClient,
        ["the console's issuer"] = OfConsole,
    };

    public static TheoryData<string> Names => [.. Clients.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Connection_LivesForFiveMinutes(string name)
    {
        using var client = Clients[name]();
        var handler = HandlerOf(client);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        Assert.Equal(
            TimeSpan.FromMinutes(5), Assert.IsType<SocketsHttpHandler>(handler).PooledConnectionLifetime);
    }

    private static HttpMessageInvoker OfGenesys(string name)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.AddGenesysCloud();
        var services = builder.Services.BuildServiceProvider();
        return new HttpMessageInvoker(services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(name));
    }

    private static HttpClient OfAws<TConfig>(TConfig config)
        where TConfig : ClientConfig =>
        AwsClients.Restrain(config, TimeSpan.FromSeconds(10)).HttpClientFactory.CreateHttpClient(config);

    private static HttpClient OfConsole()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddSignIn(new ConsoleOptions
        {
            OpenIdConnect = { Authority = new Uri("https://issuer.example"), ClientId = "console" },
        });
        return builder.Services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>()
            .Get(OpenIdConnectDefaults.AuthenticationScheme).Backchannel;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_handler")]
    private static extern ref HttpMessageHandler HandlerOf(HttpMessageInvoker client);
}
