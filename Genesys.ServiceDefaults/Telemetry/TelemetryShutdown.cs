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
internal sealed class TelemetryShutdown(IServiceProvider services) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private TracerProvider? _traces;
    private MeterProvider? _metrics;
    private LoggerProvider? _logs;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = services.GetService<TracerProvider>();
        _metrics = services.GetService<MeterProvider>();
        _logs = services.GetService<LoggerProvider>();
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var patience = (int)Patience.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => _traces?.Shutdown(patience), CancellationToken.None),
            Task.Run(() => _metrics?.Shutdown(patience), CancellationToken.None),
            Task.Run(() => _logs?.Shutdown(patience), CancellationToken.None));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
