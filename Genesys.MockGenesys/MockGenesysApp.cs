using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.Consumer;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.Events;
using Genesys.MockGenesys.Faults;
using Genesys.MockGenesys.OAuth;
using Genesys.MockGenesys.PlatformApi;
using Genesys.MockGenesys.Proof;
using Genesys.MockGenesys.Sender;
using Genesys.ServiceDefaults;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Genesys.MockGenesys;

/// <summary>
/// The whole mock: as the process that <c>Program</c> runs, or inside a test on a free port of 127.0.0.1.
/// </summary>
public sealed class MockGenesysApp : IAsyncDisposable
{
    // What an appsettings.json would say; in code it is there whatever the working folder is.
    // What EventBridge takes is 1 MiB; the consumer takes more.
    private const int MaxBodyBytes = 2 * 1024 * 1024;

    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        // It calls the connections that faults break on purpose errors of the application.
        ["Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel"] = "Critical",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
    };

    private readonly WebApplication _app;

    private MockGenesysApp(WebApplication app)
    {
        _app = app;
        Address = new Uri(
            app.Services
                .GetRequiredService<IServer>().Features
                .GetRequiredFeature<IServerAddressesFeature>().Addresses
                .First());
    }

    /// <summary>
    /// Where it listens, for example <c>http://127.0.0.1:41234/</c>. Both the API and the login host.
    /// </summary>
    public Uri Address { get; }

    /// <summary>The running application's services: its ledger, its faults, its sender.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Builds the application without starting it.</summary>
    /// <param name="args">Command line, for example <c>--Sender:Rate=10</c>.</param>
    /// <param name="configure">Changes services or configuration before the application is built.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(MockGenesysApp).Assembly.GetName().Name,
        });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.AddServiceDefaults();
        builder.AddStartLog();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        configure?.Invoke(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<MonotonicClock>();
        builder.Services.AddSingleton<RandomStreams>();
        builder.AddMockOptions();
        builder.Services.AddUnreadableRequests();
        builder.AddOAuth();
        builder.AddFaults();
        builder.AddPlatformApi();
        builder.AddEvents();
        builder.AddSender();
        builder.AddConsumer();
        builder.AddProof();

        var app = builder.Build();
        app.UseUnreadableRequests();
        app.UseCrossSiteProtection();
        app.MapDefaultEndpoints();
        app.UseUntracedReads();
        app.UseGenesysHeaders();
        app.UseFaults();
        app.UsePlatformApi();
        app.MapOAuth();
        app.MapPlatformApi();
        app.MapTraffic();
        app.MapFaults();
        app.MapSender();
        app.MapEvents();
        app.MapConsumer();
        app.MapProof();
        app.MapFrontPage();
        return app;
    }

    /// <summary>Starts it on a free port of 127.0.0.1 and returns once it listens.</summary>
    /// <param name="settings">Configuration by key, for example <c>Mock:RequestsPerMinute</c>.</param>
    /// <param name="configure">Changes services before the application is built, for example the
    /// <see cref="TimeProvider"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<MockGenesysApp> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? configure = null,
        CancellationToken cancellationToken = default)
    {
        var app = Build([], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(settings);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            configure?.Invoke(builder);
        });
        await app.StartAsync(cancellationToken);
        return new MockGenesysApp(app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
