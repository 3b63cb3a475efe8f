namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// The deliveries that are due, oldest first, at most one of a conversation at a time. Used by the writer's thread
/// alone.
/// </summary>
internal sealed class ReadyQueue
{
    private readonly PriorityQueue<Head, long> _heads = new();
    private readonly Dictionary<long, Line> _lines = [];

    /// <summary>How many deliveries are in it.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a delivery.</summary>
    /// <param name="conversation">64 bits of its conversation, 0 for none.</param>
    public void Add(long id, long conversation)
    {
        Count++;
        if (conversation == 0)
        {
            _heads.Enqueue(new Head(id, null), id);
            return;
        }

        var line = LineOf(conversation);
        line.Add(id);
        Offer(line);
    }

    /// <summary>
    /// Takes the oldest delivery whose conversation isn't held; the conversation is held until <see cref="End"/>.
    /// </summary>
    public bool TryTake(out long id, out long conversation)
    {
        conversation = 0;
        while (_heads.TryDequeue(out var head, out id))
        {
            if (head.Line is null)
            {
                Count--;
                return true;
            }

            // A head that is no longer its line's was offered again under another key.
            if (head.Line.Offered == id)
            {
                conversation = head.Line.Conversation;
                head.Line.Offered = 0;
                head.Line.Held++;
                head.Line.Take();
                Count--;
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the oldest delivery of one conversation, held or not.</summary>
    public bool TryTake(long conversation, out long id)
    {
        if (!_lines.TryGetValue(conversation, out var line) || line.Oldest == 0)
        {
            id = 0;
            return false;
        }

        id = line.Oldest;
        line.Offered = 0;
        line.Held++;
        line.Take();
        Count--;
        return true;
    }

    /// <summary>Holds a conversation for a delivery that didn't come from this queue.</summary>
    public void Hold(long conversation)
    {
        if (conversation != 0)
        {
            var line = LineOf(conversation);
            line.Offered = 0;
            line.Held++;
        }
    }

    /// <summary>Ends what a <c>Take</c> or <see cref="Hold"/> began.</summary>
    public void End(long conversation)
    {
        if (conversation == 0 || !_lines.TryGetValue(conversation, out var line))
        {
            return;
        }

        line.Held--;
        if (line.Held == 0 && line.Oldest == 0)
        {
            _lines.Remove(conversation);
        }
        else
        {
            Offer(line);
        }
    }

    /// <summary>
    /// True when <see cref="TryTake(out long, out long)"/> would find one, or a head that is no longer its line's.
    /// </summary>
    public bool MayHaveOne => _heads.Count > 0;

    private Line LineOf(long conversation)
    {
        if (!_lines.TryGetValue(conversation, out var line))
        {
            line = new Line(conversation);
            _lines.Add(conversation, line);
        }

        return line;
    }

    private void Offer(Line line)
    {
        if (line.Held == 0 && line.Oldest != 0 && line.Offered != line.Oldest)
        {
            line.Offered = line.Oldest;
            _heads.Enqueue(new Head(line.Oldest, line), line.Oldest);
        }
    }

    private readonly record struct Head(long Id, Line? Line);

    /// <summary>The due deliveries of one conversation. Most have one, which needs no heap.</summary>
    private sealed class Line(long conversation)
    {
        private PriorityQueue<long, long>? _others;

        public long Conversation { get; } = conversation;

        /// <summary>Key of the oldest; 0 when there is none.</summary>
        public long Oldest { get; private set; }

        /// <summary>Leases on this conversation.</summary>
        public int Held { get; set; }

        /// <summary>Key under which the line stands among the heads; 0 when it doesn't.</summary>
        public long Offered { get; set; }

        public void Add(long id)
        {
            if (Oldest == 0)
            {
                Oldest = id;
                return;
            }

            var (older, newer) = id < Oldest ? (id, Oldest) : (Oldest, id);
            Oldest = older;
            (_others ??= new PriorityQueue<long, long>()).Enqueue(newer, newer);
        }

        public void Take() => Oldest = _others is not null && _others.TryDequeue(out var next, out _) ? next : 0;
    }
}
