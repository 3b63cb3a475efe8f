using Genesys.ServiceDefaults;
using Genesys.ServiceDefaults.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;

namespace Genesys.Tests.ServiceDefaults;

/// <summary>A program ends and is disposed of by somebody else at a time, as WebApplicationFactory does.</summary>
public sealed class TelemetryShutdownTests : IDisposable
{
    private readonly SlowInstrumentation _slow = new();
    private readonly IHost _host;

    public TelemetryShutdownTests() => _host = Build();

    public void Dispose()
    {
        // First, for the host disposes of it, too.
        _slow.MayEnd.Set();
        _host.Dispose();
        _slow.Dispose();
    }

    [Fact]
    public async Task Disposal_WaitsForTheExportThatIsUnderWay()
    {
        var shutdown = Shutdown();
        var stopped = shutdown.StoppedAsync(Cancel);
        await _slow.Begun.Task.WaitAsync(Cancel);

        var disposal = new Thread(shutdown.Dispose);
        disposal.Start();
        await Eventually.IsTrue(
            () => disposal.ThreadState.HasFlag(ThreadState.WaitSleepJoin), "it waits", limitSeconds: 30);

        _slow.MayEnd.Set();
        Assert.True(disposal.Join(TimeSpan.FromMinutes(1)));
        Assert.True(stopped.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task HostThatIsStoppedTwice_WaitsForTheSameExport()
    {
        var shutdown = Shutdown();
        var stopped = shutdown.StoppedAsync(Cancel);
        await _slow.Begun.Task.WaitAsync(Cancel);

        Assert.Same(stopped, shutdown.StoppedAsync(Cancel));

        _slow.MayEnd.Set();
        await stopped;
    }

    [Fact]
    public async Task NothingIsExported_OnceItIsDisposedOf()
    {
        var shutdown = Shutdown();
        shutdown.Dispose();

        await shutdown.StoppedAsync(Cancel);

        Assert.False(_slow.Begun.Task.IsCompleted);
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddServiceDefaults();
        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInstrumentation(() => _slow));
        return builder.Build();
    }

    private TelemetryShutdown Shutdown() =>
        _host.Services.GetServices<IHostedService>().OfType<TelemetryShutdown>().Single();

    private sealed class SlowInstrumentation : IDisposable
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim MayEnd { get; } = new();

        public void Dispose()
        {
            Begun.TrySetResult();
            _ = MayEnd.Wait(TimeSpan.FromMinutes(1));
        }
    }
}
