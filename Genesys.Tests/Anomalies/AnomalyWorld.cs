using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Genesys.Receiver.Anomalies;
using Genesys.Receiver.Configuration;
using Genesys.Receiver.Journal;
using Genesys.Tests.Journal;
using Genesys.Tests.MockCloudWatch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Genesys.Tests.Anomalies;

/// <summary>
/// The journal in a real file, the pump, and MockCloudWatch on a socket, all on one clock that only tests move.
/// </summary>
internal sealed class AnomalyWorld : IAsyncDisposable
{
    public const string Group = "genesys-eventbridge-validation";
    public const string Stream = "structural-anomalies";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("anomalies-");
    private readonly Dictionary<string, string?> _settings = [];
    private IHost? _host;
    private int _recorded;
    private (string Member, Exception Failure, int Times, Predicate<object?[]>? Which)? _failing;

    public AnomalyWorld()
    {
        Time = new FakeTimeProvider(
            DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
        Server = new MockCloudWatchServer { Time = Time }.Start();
        Logs = Server.CreateLogsClient();
        _settings["ConnectionStrings:journal"] = Path.Combine(_folder.FullName, "journal.db");

        // This clock goes quickly: on a busy machine a call that is well takes many of its seconds.
        _settings["CloudWatch:CallTimeout"] = "00:01:00";
    }

    public FakeTimeProvider Time { get; }

    public MockCloudWatchServer Server { get; }

    public AmazonCloudWatchLogsClient Logs { get; }

    public IServiceProvider Services => _host!.Services;

    public IJournal Journal => Services.GetRequiredService<IJournal>();

    /// <summary>How often the log says that anomalies get through, after a time in which it said otherwise.</summary>
    public int SaidToBeReached => Services.GetFakeLogCollector().GetSnapshot()
        .Count(line => line.Message.StartsWith("CloudWatch Logs takes anomalies", StringComparison.Ordinal));

    public AnomalyWorld With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    /// <summary>A member of the journal fails a few times before it works.</summary>
    public AnomalyWorld WithFailing(
        string member, Exception failure, int times, Predicate<object?[]>? which = null)
    {
        _failing = (member, failure, times, which);
        return this;
    }

    /// <summary>
    /// Starts journal and pump, with the client that <paramref name="client"/> makes or one for the mock.
    /// </summary>
    public async Task<AnomalyWorld> StartAsync(Func<IAmazonCloudWatchLogs>? client = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Services.AddMetrics();
        builder.Services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddJournal();
        builder.Services.Replace(ServiceDescriptor.Singleton(services =>
            FailingJournal.Around(
                (IJournal)services.GetRequiredService<IJournalStore>(), _failing?.Member, _failing?.Failure,
                _failing?.Times ?? 0, _failing?.Which)));
        builder.AddAnomalies();
        builder.Services.Replace(
            ServiceDescriptor.Singleton(new CloudWatchClient(client ?? (() => Server.CreateLogsClient()))));
        builder.Logging.ClearProviders();
        builder.Logging.AddFakeLogging();
        _host = builder.Build();
        await _host.StartAsync(Cancel);
        return this;
    }

    public async Task StopAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(Cancel);
            _host.Dispose();
            _host = null;
        }
    }

    /// <summary>
    /// Records anomalies of the present, each a millisecond after the one before; returns their request ids.
    /// </summary>
    public async Task<string[]> RecordAsync(int count, Func<AnomalyRecord, AnomalyRecord>? change = null)
    {
        var ids = new string[count];
        for (var index = 0; index < count; index++)
        {
            ids[index] = $"request-{_recorded++:D6}";
            var record = JournalRecords.AnAnomaly(ids[index]) with { ReceivedAt = Time.GetUtcNow() };
            await Journal.RecordAsync(change is null ? record : change(record), Cancel);
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return ids;
    }

    /// <summary>Lets time go by in small steps until CloudWatch has this many log events.</summary>
    public async Task<JsonElement[]> ShippedAsync(int count)
    {
        var events = Array.Empty<JsonElement>();
        await UntilAsync(
            async () => (events = await ReadAsync()).Length >= count, $"CloudWatch has {count} log events");
        return events;
    }

    /// <summary>Lets time go by in small steps until the condition holds.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what = "the condition holds") =>
        Eventually.IsTrue(condition, what, () => Time.Advance(TimeSpan.FromMilliseconds(500)));

    /// <summary>Everything in the stream, in CloudWatch's order.</summary>
    public async Task<JsonElement[]> ReadAsync()
    {
        var (events, token) = (new List<JsonElement>(), default(string));
        try
        {
            while (true)
            {
                var page = await Logs.GetLogEventsAsync(
                    new GetLogEventsRequest(Group, Stream) { StartFromHead = true, NextToken = token },
                    Cancel);
                events.AddRange((page.Events ?? []).Select(item => JsonElement.Parse(item.Message!)));
                if (page.NextForwardToken == token || page.Events is not { Count: > 0 })
                {
                    return [.. events];
                }

                token = page.NextForwardToken;
            }
        }
        catch (ResourceNotFoundException)
        {
            return [];
        }
    }

    public async Task<string[]> ReadRequestIdsAsync() =>
        [.. (await ReadAsync()).Select(item => item.GetProperty("requestId").GetString()!)];

    public async Task<HealthReportEntry> HealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(Cancel)).Entries["cloudwatch"];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Logs.Dispose();
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
