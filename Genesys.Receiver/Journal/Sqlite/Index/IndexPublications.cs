using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// The first publication of each event, and which deliveries are later ones. It is kept in the order in which events
/// happen: a new one stands at the end, so that the tree is written where it was written last, and not in as many pages
/// as there are events. Used by the index's thread alone, inside a transaction.
/// </summary>
internal sealed class IndexPublications
{
    private const string Read = "SELECT delivery, envelope, received FROM published WHERE time = ?1 AND hash = ?2";
    private const long PauseOfLaps = 10 * 60 * 1000;

    private readonly IndexFile _file;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _replace;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _mark;
    private readonly SqliteStatement _next;
    private readonly SqliteStatement _delete;
    private (long Time, long Hash) _swept = (long.MinValue, 0);
    private long _nextLap;

    public IndexPublications(IndexFile file)
    {
        _file = file;
        _insert = file.Prepare("INSERT OR IGNORE INTO published VALUES (?1, ?2, ?3, ?4, ?5)");
        _replace = file.Prepare("INSERT OR REPLACE INTO published VALUES (?1, ?2, ?3, ?4, ?5)");
        _read = file.Prepare(Read);
        _mark = file.Prepare("INSERT OR IGNORE INTO republished VALUES (?1, ?2, ?3)");
        _next = file.Prepare("""
            SELECT time, hash, received FROM published WHERE (time, hash) > (?1, ?2) AND time < ?3 ORDER BY time, hash LIMIT ?4
            """);
        _delete = file.Prepare("DELETE FROM published WHERE time = ?1 AND hash = ?2");
    }

    /// <summary>The first publication that an index has of an event; null when it has none.</summary>
    public static Publication? Find(SqliteReader index, BusinessKey key) => First(index.Statement(Read), key);

    /// <summary>The first delivery of the event of a delivery that is a later publication; else null.</summary>
    public static FirstDelivery? FirstOf(SqliteReader index, long delivery) =>
        index.Statement("SELECT first, first_received FROM republished WHERE delivery = ?1").Bind(1, delivery)
            .ReadFirst(row => new FirstDelivery(row.Int64(0), row.Moment(1)));

    /// <summary>
    /// Takes up a delivery, whose key is higher than those before; true when it is a later publication of its event.
    /// </summary>
    public bool Add(in Publication publication)
    {
        if (!publication.IsPlausible || Write(_insert, publication) > 0
            || First(_read, publication.Key) is not { } first)
        {
            return false;
        }

        if (first.ReceivedAt < Publication.KeptSince(publication.ReceivedAt))
        {
            Write(_replace, publication);
        }

        return publication.Repeats(first)
            && _mark.Bind(1, publication.Delivery).Bind(2, first.Delivery).Bind(3, first.ReceivedAt).Execute() > 0;
    }

    /// <summary>Removes what has a key that the journal hasn't given.</summary>
    public void Cut(long highestDelivery) => SqliteSchema.Run(_file.Handle, $"""
        DELETE FROM published WHERE delivery > {highestDelivery}; DELETE FROM republished WHERE delivery > {highestDelivery}
        """);

    /// <summary>
    /// Removes what is no longer kept: goes in laps through what happened before, and leaves what came late. True while
    /// a lap isn't done.
    /// </summary>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="max">Rows that are looked at.</param>
    public bool Sweep(long now, int max)
    {
        if (now < _nextLap)
        {
            return false;
        }

        var before = Publication.KeptSince(now);
        var over = new List<(long Time, long Hash)>();
        var count = 0;
        _next.Bind(1, _swept.Time).Bind(2, _swept.Hash).Bind(3, before).Bind(4, max);
        while (_next.Read())
        {
            count++;
            _swept = (_next.Int64(0), _next.Int64(1));
            if (_next.Int64(2) < before)
            {
                over.Add(_swept);
            }
        }

        over.ForEach(row => _delete.Bind(1, row.Time).Bind(2, row.Hash).Execute());
        if (count == max)
        {
            return true;
        }

        (_swept, _nextLap) = ((long.MinValue, 0), now + PauseOfLaps);
        return false;
    }

    private static Publication? First(SqliteStatement row, BusinessKey key)
    {
        Publication? first = row.Bind(1, key.EventTime).Bind(2, key.Hash).Read()
            ? new Publication(key, row.Int64(0), (int)row.Int64(1), row.Int64(2)) : null;
        row.Reset();
        return first;
    }

    private static int Write(SqliteStatement row, in Publication one) => row
        .Bind(1, one.Key.EventTime).Bind(2, one.Key.Hash).Bind(3, one.Delivery).Bind(4, one.Envelope)
        .Bind(5, one.ReceivedAt).Execute();
}
