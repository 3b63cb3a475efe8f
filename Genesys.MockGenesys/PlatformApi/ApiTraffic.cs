using System.Collections.Concurrent;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>
/// What clients have asked of the API. Remembers the last fetch of at most 200,000 conversations and each second of the
/// last two hours; the counts go on beyond that.
/// </summary>
internal sealed class ApiTraffic(TimeProvider clock, MonotonicClock monotonic)
{
    /// <summary>Seconds that are remembered.</summary>
    public const int SecondsKept = 7_200;

    private const int Capacity = 200_000;

    private readonly ConcurrentDictionary<string, Fetch> _lastFetch = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly (long Second, int Requests, int Throttled)[] _seconds = new (long, int, int)[SecondsKept];
    private long _fetches;
    private long _throttled;

    /// <summary>Conversations answered with 200.</summary>
    public long Fetches => Interlocked.Read(ref _fetches);

    /// <summary>
    /// Requests answered 429 because the client was over its limit; those that a fault answers aren't counted.
    /// </summary>
    public long ThrottledRequests => Interlocked.Read(ref _throttled);

    /// <summary>A request has come, whatever becomes of it.</summary>
    public void Requested() => Count(requests: 1, throttled: 0);

    public void ConversationFetched(string conversationId)
    {
        Interlocked.Increment(ref _fetches);
        if (_lastFetch.Count < Capacity || _lastFetch.ContainsKey(conversationId))
        {
            _lastFetch[conversationId] = new Fetch(clock.GetUtcNow(), monotonic.Now);
        }
    }

    public void Throttled()
    {
        Interlocked.Increment(ref _throttled);
        Count(requests: 0, throttled: 1);
    }

    /// <summary>When a conversation was last answered with 200, or null when it never was.</summary>
    public Fetch? LastFetch(string conversationId) =>
        _lastFetch.TryGetValue(conversationId, out var fetch) ? fetch : null;

    /// <summary>
    /// The latest whole seconds, oldest first, the quiet ones included; the present one isn't over and is left out.
    /// </summary>
    public IReadOnlyList<TrafficSecond> Latest(int seconds)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var count = Math.Clamp(seconds, 1, SecondsKept - 1);
        lock (_gate)
        {
            return [.. Enumerable.Range(0, count).Select(index => At(now - count + index))];
        }
    }

    private TrafficSecond At(long second)
    {
        var kept = _seconds[second % SecondsKept];
        return kept.Second == second
            ? new TrafficSecond(second, kept.Requests, kept.Throttled)
            : new TrafficSecond(second, 0, 0);
    }

    private void Count(int requests, int throttled)
    {
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            ref var kept = ref _seconds[second % SecondsKept];
            kept = kept.Second == second
                ? (second, kept.Requests + requests, kept.Throttled + throttled)
                : (second, requests, throttled);
        }
    }

    /// <summary>A conversation was answered with 200.</summary>
    /// <param name="At">When, by the wall clock.</param>
    /// <param name="Since">When, by the monotonic clock.</param>
    internal readonly record struct Fetch(DateTimeOffset At, TimeSpan Since);
}
