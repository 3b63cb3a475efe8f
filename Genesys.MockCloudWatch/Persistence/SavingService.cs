using Genesys.MockCloudWatch.Storage;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Persistence;

/// <summary>Loads the store from <see cref="MockOptions.DataFile"/> at the start, and saves it now and then and at the end. Does nothing without a file.</summary>
internal sealed class SavingService(LogStore store, IOptions<MockOptions> options, TimeProvider time) : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.DataFile is { Length: > 0 } path && File.Exists(path))
        {
            StoreFile.Load(store, path);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.DataFile is not { Length: > 0 } path)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.SaveInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                StoreFile.Save(store, path);
            }
        }
        catch (OperationCanceledException)
        {
            StoreFile.Save(store, path);
        }
    }
}
