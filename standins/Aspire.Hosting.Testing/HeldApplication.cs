using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>The application as the entry point sees it: it starts when the test says so.</summary>
internal sealed class HeldApplication(IHost host, Task mayStart, TaskCompletionSource started) : DistributedApplication(host)
{
    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await mayStart.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await base.StartAsync(cancellationToken).ConfigureAwait(false);
            started.TrySetResult();
        }
        catch (Exception exception)
        {
            started.TrySetException(exception);
            throw;
        }
    }
}
