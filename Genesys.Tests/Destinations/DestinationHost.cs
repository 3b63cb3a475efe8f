using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.Destinations.Operators;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Genesys.Tests.Destinations;

/// <summary>The destinations as the receiver runs them, on a SQLite journal of their own.</summary>
internal sealed class DestinationHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DirectoryInfo _folder;

    private DestinationHost(IHost host, DirectoryInfo folder) => (_host, _folder) = (host, folder);

    public IServiceProvider Services => _host.Services;

    public IJournal Journal => Services.GetRequiredService<IJournal>();

    public IHandOverJournal HandOvers => Services.GetRequiredService<IHandOverJournal>();

    public DestinationAdministration Destinations => Services.GetRequiredService<DestinationAdministration>();

    /// <summary>Starts it; settings are keys below <c>Destinations</c>.</summary>
    public static Task<DestinationHost> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(TimeProvider.System, _ => { }, settings);

    public static async Task<DestinationHost> StartAsync(
        TimeProvider time, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var folder = Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(Path.Combine("/dev/shm", "destinations-" + Guid.NewGuid().ToString("n")))
            : Directory.CreateTempSubdirectory("destinations-");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(pair => $"Destinations:{pair.Key}", pair => (string?)pair.Value));
        builder.Configuration["ConnectionStrings:journal"] = Path.Combine(folder.FullName, "journal.db");
        builder.Services.AddSingleton(time);
        builder.Services.AddMetrics();
        builder.AddValidatedOptions<GenesysOptions>(GenesysOptions.Section);
        builder.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.Section);
        builder.AddJournal();
        builder.AddDestinations();
        configure(builder.Services);
        var host = new DestinationHost(builder.Build(), folder);
        await host._host.StartAsync(Cancel);
        return host;
    }

    /// <summary>Records an event that fetches nothing, for the destinations that want it.</summary>
    public async Task<string> RecordAsync(AHandOver? what = null)
    {
        var delivery = (what ?? new AHandOver()).Lease().Record.Delivery with { EventId = Guid.NewGuid().ToString() };
        var routing = Services.GetRequiredService<DestinationRouting>();
        var result = await Journal.RecordAsync(
            new DeliveryRecord
            {
                Delivery = delivery,
                RequestId = delivery.EventId,
                ReceivedAt = DateTimeOffset.UnixEpoch,
                NeedsProcessing = false,
                HandOvers = routing.AtReceipt(delivery.EventType, fetches: false, inline: false),
            },
            lease: false,
            Cancel);
        Assert.Equal(RecordStatus.Recorded, result.Status);
        return delivery.EventId;
    }

    public async Task<DestinationView> ViewAsync(string name) =>
        (await Destinations.ListAsync(Cancel)).Single(view => view.Name == name);

    public async Task<HealthReportEntry> HealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel))
            .Entries[DestinationsHealthCheck.Name];

    public Task StopAsync() => _host.StopAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        switch (_host)
        {
            case IAsyncDisposable asynchronous:
                await asynchronous.DisposeAsync();
                break;
            default:
                _host.Dispose();
                break;
        }

        _folder.Delete(recursive: true);
    }
}
