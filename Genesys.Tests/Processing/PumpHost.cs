using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Genesys.Tests.Processing;

/// <summary>Processing and the Genesys client as the receiver runs them, on a journal in memory.</summary>
internal sealed class PumpHost : IAsyncDisposable
{
    private readonly IHost _host;

    private PumpHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public InMemoryJournal Journal => (InMemoryJournal)Services.GetRequiredService<IJournal>();

    public static async Task<PumpHost> StartAsync(
        string genesys, TimeProvider? time = null, Action<HostApplicationBuilder>? also = null, params (string Key, string Value)[] settings)
    {
        time ??= TimeProvider.System;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GENESYS_CLIENT_ID"] = "client",
            ["GENESYS_CLIENT_SECRET"] = "top-secret",
            ["GENESYS_API_BASE"] = genesys,
            ["GENESYS_LOGIN_BASE"] = genesys,
            ["Processing:BaseDelay"] = "00:00:00",
            ["Processing:MaxJitter"] = "00:00:00",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IJournal>(new InMemoryJournal(time));
        builder.Services.AddMetrics();
        builder.AddProcessing();
        builder.AddGenesysCloud();
        also?.Invoke(builder);
        var host = new PumpHost(builder.Build());
        await host._host.StartAsync();
        return host;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
