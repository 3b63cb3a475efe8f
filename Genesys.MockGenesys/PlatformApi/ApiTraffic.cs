using System.Collections.Concurrent;

namespace Genesys.MockGenesys.PlatformApi;

/// <summary>What clients have asked of the API. Remembers the last fetch of at most 200,000 conversations; the count goes on beyond that.</summary>
internal sealed class ApiTraffic(TimeProvider clock)
{
    private const int Capacity = 200_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastFetch = new(StringComparer.Ordinal);
    private long _fetches;
    private long _throttled;

    /// <summary>Conversations answered with 200.</summary>
    public long Fetches => Interlocked.Read(ref _fetches);

    /// <summary>Requests answered 429 because the client was over its limit; those that a fault answers aren't counted.</summary>
    public long ThrottledRequests => Interlocked.Read(ref _throttled);

    public void ConversationFetched(string conversationId)
    {
        Interlocked.Increment(ref _fetches);
        if (_lastFetch.Count < Capacity || _lastFetch.ContainsKey(conversationId))
        {
            _lastFetch[conversationId] = clock.GetUtcNow();
        }
    }

    public void Throttled() => Interlocked.Increment(ref _throttled);

    /// <summary>When a conversation was last answered with 200, or null when it never was.</summary>
    public DateTimeOffset? LastFetch(string conversationId) =>
        _lastFetch.TryGetValue(conversationId, out var moment) ? moment : null;
}
