using Genesys.Receiver.Journal;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>Says what hand-overs to one destination waited for, as far as this receiver knows.</summary>
internal sealed class HandOverWaits(DestinationOptions options, TimeProvider time)
{
    private const int MostConversations = 10_000;

    private readonly RecentHolds _holds = new(time);
    private readonly Lock _lock = new();

    // Where the order is kept: when the last hand-over of a conversation ended.
    private readonly Dictionary<(string Account, string Conversation), DateTimeOffset> _ended = [];

    /// <summary>Waits, and remembers for what.</summary>
    public Task HoldAsync(string reason, Func<Task> wait) => _holds.HoldAsync(reason, wait);

    /// <summary>What a hand-over waited that is begun now; null for less than a second.</summary>
    public AttemptWait? Of(LeasedHandOver handOver, DateTimeOffset now)
    {
        var isReplayed = handOver.Attempts == 0 && handOver.LastAttemptAt is not null;
        return _holds.Of(
            handOver.LastAttemptAt ?? handOver.RecordedAt, now,
            isReplayed ? WaitReasons.Replay
                : handOver.Attempts > 0 ? WaitReasons.Retry
                : WasBehindAnother(handOver) ? WaitReasons.Order
                : WaitReasons.Backlog);
    }

    /// <summary>Hand-overs were settled.</summary>
    public void Ended(IReadOnlyList<LeasedHandOver> handOvers)
    {
        if (options.Ordering != DestinationOrdering.Conversation)
        {
            return;
        }

        lock (_lock)
        {
            if (_ended.Count > MostConversations)
            {
                _ended.Clear();
            }

            foreach (var key in handOvers.Select(KeyOf).OfType<(string, string)>())
            {
                _ended[key] = time.GetUtcNow();
            }
        }
    }

    private bool WasBehindAnother(LeasedHandOver handOver)
    {
        lock (_lock)
        {
            return KeyOf(handOver) is { } key && _ended.TryGetValue(key, out var ended) && ended > handOver.RecordedAt;
        }
    }

    private static (string Account, string Conversation)? KeyOf(LeasedHandOver handOver) =>
        handOver.Record.Delivery is { ConversationId: { Value: var conversation }, Account: var account }
            ? (account, conversation) : null;
}
