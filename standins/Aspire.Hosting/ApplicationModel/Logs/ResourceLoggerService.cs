using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Takes what resources write and what is written about them, and gives it to who watches.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Channel<LogSubscriber> subscribers = Channel.CreateBounded<LogSubscriber>(
        new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest });

    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceLogger([.. ResourceInstances.IdsOf(resource).Select(LogOf)]);
    }

    public ILogger GetLogger(string resourceName)
    {
        ArgumentNullException.ThrowIfNull(resourceName);
        return new ResourceLogger([LogOf(resourceName)]);
    }

    /// <summary>The lines until now and all that follow, in batches, until the resource's log is complete.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(ResourceInstances.IdsOf(resource)[0]);
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        await foreach (var batch in WatchAsync(LogOf(resourceName), CancellationToken.None).ConfigureAwait(false))
        {
            yield return batch;
        }
    }

    /// <summary>The lines until now.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return GetAllAsync(ResourceInstances.IdsOf(resource)[0]);
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return LogOf(resourceName).Snapshot();
    }

    public async IAsyncEnumerable<LogSubscriber> WatchAnySubscribersAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var subscriber in subscribers.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return subscriber;
        }
    }

    public void ClearBacklog(string resourceName) => LogOf(resourceName).Clear();

    public void Complete(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        foreach (var id in ResourceInstances.IdsOf(resource))
        {
            Complete(id);
        }
    }

    public void Complete(string name) => LogOf(name).Complete();

    public void Dispose()
    {
        subscribers.Writer.TryComplete();
        foreach (var log in logs.Values)
        {
            log.Complete();
        }

        GC.SuppressFinalize(this);
    }

    internal ResourceLog LogOf(string id) => logs.GetOrAdd(id, name =>
    {
        var log = new ResourceLog(TimeProvider.System);
        log.WatchersChanged += any => subscribers.Writer.TryWrite(new LogSubscriber(name, any));
        return log;
    });

    internal static async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        ResourceLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = log.Watch();
        try
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var batch = new List<LogLine>();
                while (batch.Count < 1_000 && channel.Reader.TryRead(out var line))
                {
                    batch.Add(line);
                }

                yield return batch;
            }
        }
        finally
        {
            log.Unwatch(channel);
        }
    }
}
