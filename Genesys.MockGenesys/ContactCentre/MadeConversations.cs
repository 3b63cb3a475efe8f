namespace Genesys.MockGenesys.ContactCentre;

/// <summary>
/// The conversations that the sender has begun, the latest <see cref="Capacity"/> of them: what analytics is asked for.
/// </summary>
internal sealed class MadeConversations
{
    public const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<Made> _made = new();

    /// <param name="conversation">One that begins.</param>
    /// <param name="isLost">True when none of its events is sent.</param>
    public void Add(Conversation conversation, bool isLost)
    {
        lock (_gate)
        {
            if (_made.Count == Capacity)
            {
                _made.Dequeue();
            }

            _made.Enqueue(new Made(conversation.Id, conversation.StartedAt, isLost));
        }
    }

    /// <summary>Ids of those whose events were never sent, oldest first.</summary>
    public IReadOnlyList<string> Lost
    {
        get
        {
            lock (_gate)
            {
                return [.. _made.Where(made => made.IsLost).Select(made => made.Id)];
            }
        }
    }

    /// <summary>
    /// Those that started on a day that the interval touches and were under way in it, in the order of their start.
    /// </summary>
    public IReadOnlyList<Conversation> UnderWay(DateTimeOffset from, DateTimeOffset to)
    {
        var firstDay = new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero);
        Made[] started;
        lock (_gate)
        {
            started = [.. _made.Where(made => made.StartedAt >= firstDay && made.StartedAt < to)];
        }

        return
        [
            .. started.OrderBy(made => made.StartedAt).ThenBy(made => made.Id, StringComparer.Ordinal)
                .Select(made => Conversations.Of(made.Id))
                .Where(conversation => conversation.WrappedUpAt >= from),
        ];
    }

    private readonly record struct Made(string Id, DateTimeOffset StartedAt, bool IsLost);
}
