using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Intake;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.Tests;

/// <summary>
/// The real receiver in this process, on a real socket and a journal file of its own. Its far sides are away unless a
/// test sets them.
/// </summary>
public sealed class ReceiverApp : WebApplicationFactory<IDestination>
{
    // Bound and never listening: whoever connects is refused, and nobody else gets the port.
    private static readonly Socket NobodyListens = Bind();

    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _services;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver-");

    private ReceiverApp(Dictionary<string, string?> settings, Action<IServiceCollection>? services)
    {
        _services = services;
        _settings = new()
        {
            ["environment"] = "Production",
            ["Intake:Auth:Mode"] = "None",
            ["ConnectionStrings:journal"] = Path.Combine(_folder.FullName, "journal.db"),
            ["GENESYS_CLIENT_ID"] = "client",
            ["GENESYS_CLIENT_SECRET"] = "secret",
            ["GENESYS_API_BASE"] = Nowhere,
            ["AWS_REGION"] = "us-east-1",
        };
        foreach (var (key, value) in settings)
        {
            // The factory would make an empty text of null, and that is refused.
            if (value is null)
            {
                _settings.Remove(key);
            }
            else
            {
                _settings[key] = value;
            }
        }

        UseKestrel(0);
    }

    /// <summary>An address at which nothing listens, ever.</summary>
    public static string Nowhere { get; } = $"http://127.0.0.1:{((IPEndPoint)NobodyListens.LocalEndPoint!).Port}";

    /// <summary>Where the receiver listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts a receiver; settings are configuration keys and values over the tests' defaults.</summary>
    public static ReceiverApp Start(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var app = new ReceiverApp(settings ?? [], services);
            try
            {
                app.StartServer();
                app.Address = app.ClientOptions.BaseAddress;
                return app;
            }
            catch (InvalidOperationException e) when (attempt < 5
                && e.Message.Contains("after the server has started", StringComparison.Ordinal))
            {
                // WebApplicationFactory sets the port while Program, on a thread of its own, may already start the
                // server.
                app.Dispose();
            }
            catch
            {
                app.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sends a body to the subscription as EventBridge does.</summary>
    public Task<HttpResponseMessage> SendAsync(string body, CancellationToken cancellationToken) =>
        SendAsync(Encoding.UTF8.GetBytes(body), "application/json; charset=utf-8", cancellationToken);

    /// <summary>Sends bytes to the subscription with a content type, or without one when it is null.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        byte[] body, string? contentType, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await client.PostAsync(new Uri(Address, SubscriptionEndpoint.Path), content, cancellationToken);
    }

    /// <summary>Sends an event to the subscription, as a request that the caller arranges.</summary>
    public async Task<HttpResponseMessage> SendAsync(Action<HttpRequestMessage> arrange)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, SubscriptionEndpoint.Path));
        request.Content = new StringContent(new AnEvent().ToString(), Encoding.UTF8, "application/json");
        arrange(request);
        return await client.SendAsync(request, Cancel);
    }

    /// <summary>What health says to whoever has the key, when all is well that has to be.</summary>
    public async Task<JsonElement> HealthAsync(string? key = null)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", key);
        var health = "";
        // On a machine that has much else to do, a check may take longer than a probe of health waits: that is a 503.
        await Eventually.IsTrue(
            async () =>
                (health = await client.GetStringAsync(
                    new Uri(Address, "/health"), Cancel)).Length > 0,
            "it is healthy");
        return JsonElement.Parse(health);
    }

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            // As on a machine that says nothing of AWS: the SDK looks for that in places that no setting here reaches.
            services.Replace(ServiceDescriptor.Singleton(new CloudWatchClient(
                () => throw new AmazonClientException("No RegionEndpoint or ServiceURL configured"))));
            _services?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }
}
