using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Genesys.Receiver.Client;
using Microsoft.Extensions.Options;

namespace Genesys.Console.Receiver;

/// <summary>What a page is told.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Data">One line of JSON.</param>
internal sealed record PageEvent(string Name, string Data);

/// <summary>Reads the receiver's one stream of changes, keeps what is known, and tells all open pages.</summary>
internal sealed partial class ChangeStream(
    IHttpClientFactory http, IOptions<ConsoleOptions> options, TimeProvider time, ILogger<ChangeStream> logger)
    : BackgroundService
{
    // More than it is told first.
    private const int EventsKeptForAPage = 256;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly Lock _guard = new();
    private readonly List<Channel<PageEvent>> _pages = [];
    private Known _known = new();

    /// <summary>What the console knew last.</summary>
    public Known Known => Volatile.Read(ref _known);

    /// <summary>What changes from now on, for one page; null when too many are told already.</summary>
    public IAsyncEnumerable<PageEvent>? Watch(CancellationToken cancellationToken)
    {
        // A page that doesn't read misses the oldest: it is told states, and the next tells them again.
        var page = Channel.CreateBounded<PageEvent>(
            new BoundedChannelOptions(EventsKeptForAPage) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_guard)
        {
            if (_pages.Count >= options.Value.MaxWatchers)
            {
                return null;
            }

            _pages.Add(page);
            // Nothing newer is told before it.
            foreach (var first in _known.ToEvents())
            {
                page.Writer.TryWrite(first);
            }
        }

        return ReadAsync(page, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var key = options.Value.ApiKey is { Length: > 0 } own ? ReceiverCredential.ApiKey(own) : null;
        var client = new ReceiverClient(http.CreateClient(ReceiverExtensions.ForChanges), key);
        string? last = null;
        string? said = null;
        var wait = ShortestWait;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in client.WatchAsync(last, stoppingToken))
                {
                    last = change.Id;
                    wait = ShortestWait;
                    said = null;
                    Take(change);
                }
            }
            catch (Exception exception)
                when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was: all pages go without news until it is asked for again.
                // Said once while it is so: it is asked for again and again.
                if (Why(exception, key is not null) is var why && why != said)
                {
                    Log.StreamBroke(logger, why);
                    said = why;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            Tell(known => known with { AwaySince = known.AwaySince ?? time.GetUtcNow() }, Known.AwayEvent);
            await Task.Delay(wait, time, stoppingToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    // It is asked for with the console's own key, not with a person's.
    private static string Why(Exception exception, bool hasKey) => (exception, hasKey) switch
    {
        (ReceiverException { Status: 401 }, true) => "the receiver doesn't know the key in Console:ApiKey.",
        (ReceiverException { Status: 401 }, false) => "the receiver wants a key, and Console:ApiKey isn't set.",
        (ReceiverException { Status: 403 }, _) => "Console:ApiKey isn't the key of somebody who may read.",
        _ => Trouble.Of(exception)?.Title ?? exception.GetType().Name + ".",
    };

    private void Take(Change change)
    {
        var now = time.GetUtcNow();
        Tell(known => known.With(change, now), change switch
        {
            { Failure: { } failure } =>
                new PageEvent("failure", JsonSerializer.Serialize(failure, ReceiverJson.Default.FailureGroup)),
            { Job: { } job } => Known.JobEvent(job),
            { Destination: { } destination } => Known.DestinationEvent(destination),
            { Reset: true } => new PageEvent("reset", "{}"),
            _ => null,
        });
    }

    private void Tell(Func<Known, Known> change, PageEvent? more)
    {
        Channel<PageEvent>[] pages;
        List<PageEvent> events;
        lock (_guard)
        {
            var before = _known;
            var after = change(before);
            events = [.. after.EventsSince(before)]; // what can't be told isn't kept
            _known = after;
            pages = [.. _pages];
        }

        foreach (var one in more is null ? events : events.Append(more))
        {
            foreach (var page in pages)
            {
                page.Writer.TryWrite(one);
            }
        }
    }

    private async IAsyncEnumerable<PageEvent> ReadAsync(
        Channel<PageEvent> page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var one in page.Reader.ReadAllAsync(cancellationToken))
            {
                yield return one;
            }
        }
        finally
        {
            lock (_guard)
            {
                _pages.Remove(page);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of changes ended: {Why} It is asked for again.")]
        public static partial void StreamBroke(ILogger logger, string why);
    }
}
