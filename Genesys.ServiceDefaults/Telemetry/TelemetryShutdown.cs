using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Genesys.ServiceDefaults.Telemetry;

/// <summary>
/// Exports what is left when everything else has stopped: traces, metrics and logs at once, for 2 s at most. Their own
/// end, one after the other, would wait 5 s each for a collector that hangs.
/// </summary>
internal sealed class TelemetryShutdown : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;
    private readonly LoggerProvider? _logs;
    private Task? _exported;

    public TelemetryShutdown(IServiceProvider services)
    {
        // What is made before this is disposed of after it.
        _traces = services.GetService<TracerProvider>();
        _metrics = services.GetService<MeterProvider>();
        _logs = services.GetService<LoggerProvider>();
    }

    /// <summary>Exports; a host that is stopped twice waits for the same export twice.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var patience = (int)Patience.TotalMilliseconds;
            return _exported ??= Task.WhenAll(
                Task.Run(() => _traces?.Shutdown(patience), CancellationToken.None),
                Task.Run(() => _metrics?.Shutdown(patience), CancellationToken.None),
                Task.Run(() => _logs?.Shutdown(patience), CancellationToken.None));
        }
    }

    /// <summary>
    /// Waits for the export: a provider that is shut down and disposed of at a time goes through one list in both, and
    /// throws. Whoever stops a host and disposes of it beside its own program, as WebApplicationFactory does, would see
    /// that.
    /// </summary>
    public void Dispose()
    {
        Task exported;
        lock (_lock)
        {
            exported = _exported ??= Task.CompletedTask;
        }

        exported.GetAwaiter().GetResult();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
