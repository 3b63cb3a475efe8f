using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Genesys.ServiceDefaults;

/// <summary>Runs a service to its end, and says how it ended.</summary>
public static class ServiceRun
{
    /// <summary>
    /// Builds the service, starts it and waits for its end. What is known to keep it from starting is told in a
    /// sentence.
    /// </summary>
    /// <param name="build">Builds it; null when it has told why it can't be.</param>
    /// <param name="error">Where the sentence goes.</param>
    /// <returns>The exit code: as below, 1 when it can't start, and 2 when it can't be built.</returns>
    public static async Task<int> RunToEndAsync(Func<WebApplication?> build, TextWriter error)
    {
        try
        {
            return build() is { } app ? await app.RunToEndAsync() : 2;
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { } problem)
        {
            await error.WriteLineAsync(problem);
            return 1;
        }
    }

    /// <summary>Starts the service and waits for its end. It may be told to end before its start is over.</summary>
    /// <returns>The exit code: 0 when it was told to end; 1 when the host ended it because a part of it failed, which
    /// is in the log.</returns>
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        // After its end the application has no services any more.
        var (services, stopping) = (app.Services, app.Lifetime.ApplicationStopping);
        var exitCode = 0;
        await using var ending = stopping.Register(() => exitCode = HasFailed(services) ? 1 : 0);
        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await StopAsync(app);
                return exitCode;
            }
            catch (Exception)
            {
                await StopAsync(app);
                throw;
            }

            await app.WaitForShutdownAsync();
        }

        return exitCode;
    }

    // A host whose start fails, or that is told to end while it starts, leaves running what did start: that would meet
    // services that are gone.
    private static async Task StopAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception)
        {
            // What the start failed for is what is told.
        }
    }

    private static bool HasFailed(IServiceProvider services) => services.GetServices<IHostedService>()
        .OfType<BackgroundService>().Any(part => part.ExecuteTask is { IsFaulted: true });
}
