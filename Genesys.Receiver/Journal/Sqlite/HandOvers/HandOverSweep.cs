namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// Removes the history of hand-overs whose time is over, in the order of recording. What still waits is passed over:
/// behind the sweep it leaves no history when it ends. One that ended late holds up those behind it for the retention
/// at most. Used by the writer's thread alone.
/// </summary>
internal sealed class HandOverSweep
{
    private const int Chunk = 1_000;

    private readonly JournalOptions _options;
    private readonly JournalClock _clock;
    private readonly SqliteStatement _next;
    private readonly SqliteStatement _delete;

    public HandOverSweep(SqliteFile file, JournalOptions options, JournalClock clock)
    {
        (_options, _clock) = (options, clock);
        _next = file.Prepare(
            "SELECT id, state, coalesce(ended, recorded), delivery FROM hand_overs WHERE id > ?1 ORDER BY id LIMIT ?2");
        _delete = file.Prepare("DELETE FROM hand_overs WHERE id = ?1");
    }

    /// <summary>Up to this key all that has ended is removed.</summary>
    public long SweptUpTo { get; private set; }

    /// <summary>Removes some; returns up to which key, for <see cref="Committed"/>.</summary>
    /// <param name="deliveriesFrom">The history of deliveries below this key goes, there being too much of it.</param>
    public long Run(long deliveriesFrom)
    {
        var (before, beyond) = (_clock.After(-_options.Retention), _clock.After(_options.Retention));
        var over = new List<long>();
        var upTo = SweptUpTo;
        _next.Bind(1, upTo).Bind(2, Chunk);
        while (_next.Read())
        {
            var hasEnded = (HandOverState)_next.Int64(1) is HandOverState.Delivered or HandOverState.Discarded;
            var isOver = _next.Int64(2) < before || _next.Int64(2) > beyond
                || (hasEnded && _next.Int64(3) < deliveriesFrom);
            if (!isOver)
            {
                _next.Reset();
                break;
            }

            upTo = _next.Int64(0);
            if (hasEnded)
            {
                over.Add(upTo);
            }
        }

        over.ForEach(id => _delete.Bind(1, id).Execute());
        return upTo;
    }

    /// <summary>The transaction is on disk; true when there may be more to remove.</summary>
    public bool Committed(long upTo)
    {
        var hasMoved = upTo > SweptUpTo;
        SweptUpTo = upTo;
        return hasMoved;
    }
}
