namespace Genesys.Receiver.Intake;

/// <summary>Whether the service still takes events. Turns when the host begins to stop, before anything else stops.</summary>
public sealed class Drain : IHostedLifecycleService
{
    private volatile bool _isDraining;

    /// <summary>True from the moment that the host begins to stop.</summary>
    public bool IsDraining => _isDraining;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
