using Genesys.MockCloudWatch.Configuration;
using Genesys.MockCloudWatch.Storage;
using Microsoft.Extensions.Options;

namespace Genesys.MockCloudWatch.Persistence;

/// <summary>
/// Loads the store from <see cref="MockOptions.DataFile"/> at the start, and saves it now and then and at the end. Does
/// nothing without a file. A save that fails is logged and tried again next time: the mock goes on without it.
/// </summary>
internal sealed partial class SavingService(
    LogStore store, IOptions<MockOptions> options, TimeProvider time, ILogger<SavingService> logger) : BackgroundService
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
                Save(path);
            }
        }
        catch (OperationCanceledException)
        {
            Save(path);
        }
    }

    private void Save(string path)
    {
        try
        {
            StoreFile.Save(store, path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(logger, path, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Error, "{Path} could not be written; what came since the last save is lost if the mock ends now")]
        public static partial void NotSaved(ILogger logger, string path, Exception failed);
    }
}
