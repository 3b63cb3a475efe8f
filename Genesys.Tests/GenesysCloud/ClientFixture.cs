using Genesys.Receiver.GenesysCloud;
using Genesys.Tests.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Genesys.Tests.GenesysCloud;

/// <summary>The client as the receiver registers it, on a fake clock and a far side that answers at once.</summary>
internal sealed class ClientFixture : IDisposable
{
    private readonly IHost _host;

    public ClientFixture(params (string Key, string? Value)[] settings)
    {
        Handler = new ScriptedHandler(Time);
        Handler.Asked += Time.Note;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GENESYS_CLIENT_ID"] = "client",
            ["GENESYS_CLIENT_SECRET"] = "top-secret",
            ["Processing:MaxJitter"] = "00:00:00",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => pair.Value));
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddFakeLogging();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddMetrics();
        builder.AddGenesysCloud();
        builder.Services.AnswerAsGenesys(Handler);
        _host = builder.Build();
    }

    public SteppedClock Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ScriptedHandler Handler { get; }

    public Conversations Conversations => _host.Services.GetRequiredService<Conversations>();

    public GenesysAvailability Availability => _host.Services.GetRequiredService<GenesysAvailability>();

    public TokenSource Tokens => _host.Services.GetRequiredService<TokenSource>();

    public RequestPacer Pacer => _host.Services.GetRequiredService<RequestPacer>();

    public FakeLogCollector Logs => _host.Services.GetFakeLogCollector();

    public IServiceProvider Services => _host.Services;

    /// <summary>Changes a setting while the client runs.</summary>
    public void Change(string key, string value)
    {
        var configuration = (IConfigurationRoot)_host.Services.GetRequiredService<IConfiguration>();
        configuration[key] = value;
        configuration.Reload();
    }

    /// <summary>The moments of the attempts, in seconds after the first.</summary>
    public IReadOnlyList<double> AttemptSeconds
    {
        get
        {
            var moments = Handler.Conversations.Select(request => request.At).ToList();
            return [.. moments.Select(moment => (moment - moments[0]).TotalSeconds)];
        }
    }

    public Task<FetchResult> FetchAsync(string id = "c", IFetchProgress? progress = null) =>
        Conversations.FetchAsync(
            ConversationIds.Of(id), progress ?? new SilentProgress(), Cancel);

    /// <summary>Moves the clock from timer to timer until the task ends.</summary>
    public async Task<T> RunAsync<T>(Task<T> task, double limitSeconds = 3_600)
    {
        await Time.RunAsync(task, TimeSpan.FromSeconds(limitSeconds));
        Assert.True(task.IsCompleted, $"It takes longer than {limitSeconds} s.");
        return await task;
    }

    public void Dispose() => _host.Dispose();
}
