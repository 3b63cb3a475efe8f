using Genesys.Receiver.Configuration;
using Genesys.Receiver.Destinations;
using Genesys.Receiver.GenesysCloud;
using Genesys.Receiver.Journal;
using Genesys.Receiver.Processing;
using Genesys.Tests.GenesysCloud;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Processing;

/// <summary>Processing and the Genesys client as the receiver runs them, on a journal of its own.</summary>
internal sealed class PumpHost : IAsyncDisposable
{
    private readonly IHost _host;

    private PumpHost(IHost host, RecordingJournal journal) => (_host, Journal) = (host, journal);

    public IServiceProvider Services => _host.Services;

    public RecordingJournal Journal { get; }

    public static async Task<PumpHost> StartAsync(
        string genesys, TimeProvider? time = null, Action<HostApplicationBuilder>? also = null,
        params (string Key, string? Value)[] settings)
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
        builder.Configuration.AddInMemoryCollection(
            settings.GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value));
        builder.Services.AddSingleton(time);
        var journal = await RecordingJournal.StartAsync(time);
        builder.Services.AddSingleton<IJournal>(journal);
        builder.Services.AddSingleton(journal.HandOvers);
        builder.Services.AddSingleton<DestinationLimits>();
        builder.Services.AddSingleton<OperatorEvents>();
        builder.Services.AddMetrics();
        builder.AddValidatedOptions<DestinationsOptions>(DestinationsOptions.Section);
        builder.Services.AddSingleton<DestinationRouting>();
        builder.AddProcessing();
        builder.AddGenesysCloud();
        also?.Invoke(builder);
        var host = new PumpHost(builder.Build(), journal);
        await host._host.StartAsync();
        return host;
    }

    /// <summary>The same on a fake clock, with a far side that answers at once.</summary>
    public static Task<(PumpHost Host, ScriptedHandler Genesys, FakeTimeProvider Time)> StartScriptedAsync(
        params (string Key, string? Value)[] settings) =>
        StartScriptedAsync(_ => { }, settings);

    public static async Task<(PumpHost Host, ScriptedHandler Genesys, FakeTimeProvider Time)> StartScriptedAsync(
        Action<HostApplicationBuilder> also, params (string Key, string? Value)[] settings)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var handler = new ScriptedHandler(time);
        var host = await StartAsync(
            "https://genesys.invalid",
            time,
            builder =>
            {
                builder.Services.AnswerAsGenesys(handler);
                also(builder);
            },
            [("Processing:BaseDelay", "00:00:01"), ("Genesys:RequestsPerMinute", "1000000"), .. settings]);
        return (host, handler, time);
    }

    /// <summary>
    /// Moves the clock on in steps until something has come about; work that is ready runs between them.
    /// </summary>
    public static Task AdvanceUntil(
        FakeTimeProvider time, Func<bool> condition, string what, Func<TimeSpan>? step = null, int limitSeconds = 90) =>
        Eventually.IsTrue(
            condition, what, () => time.Advance(step?.Invoke() ?? TimeSpan.FromMilliseconds(200)), limitSeconds);

    /// <summary>Records a delivery of each conversation, in their order.</summary>
    public async Task RecordAsync(params string[] conversations)
    {
        foreach (var conversation in conversations)
        {
            await Journal.RecordAsync(
                Deliveries.ADelivery(conversation), lease: false, Cancel);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Journal.DisposeAsync();
    }
}
