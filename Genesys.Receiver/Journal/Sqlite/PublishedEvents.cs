using Genesys.Receiver.Journal.Records;
using Genesys.Receiver.Journal.Sqlite.Index;
using Genesys.Receiver.Validation;

namespace Genesys.Receiver.Journal.Sqlite;

/// <summary>
/// Finds the first publication of an event before its delivery is recorded: in memory what the index doesn't have yet,
/// all else in the index. Needed only where <see cref="JournalOptions.Republished"/> asks for it. Used by the writer's
/// thread alone.
/// </summary>
internal sealed class PublishedEvents(string journal, IndexProgress progress, TimeProvider time) : IDisposable
{
    // A flood can be further ahead of the index: what is beyond is found when it is indexed, and then only shown.
    private const int Max = 500_000;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Dictionary<BusinessKey, Publication> _recent = [];
    private readonly Queue<Publication> _order = [];
    private SqliteReader? _index;
    private int _generation;
    private long? _failedAt;

    /// <summary>Takes up what a journal has that its index hasn't.</summary>
    /// <param name="lastId">The highest key that was given.</param>
    public void Load(long lastId)
    {
        _recent.Clear();
        _order.Clear();
        Open();
        using var reader = new JournalReader(journal);
        for (long? next = Math.Max(IndexedTo(), lastId - Max); next is { } key;)
        {
            var some = new List<Publication>();
            next = reader.ReadAfter(key, 10_000, (in DeliveryFacts facts, in DeliveryIds ids) =>
            {
                if (Publication.Of(ids, facts.Key, SearchHash.Of(SearchId.Event, ids.EventId)) is { } publication)
                {
                    some.Add(publication);
                }
            });
            // The first of an event counts: what was recorded as its duplicate was never processed.
            some.Sort((one, other) => one.Delivery.CompareTo(other.Delivery));
            foreach (var one in some)
            {
                if (!_recent.ContainsKey(one.Key))
                {
                    Add(one);
                }
            }
        }
    }

    /// <summary>Takes up a delivery that is being recorded.</summary>
    public void Add(Publication publication)
    {
        if (publication.IsPlausible)
        {
            _recent[publication.Key] = publication;
            _order.Enqueue(publication);
        }
    }

    /// <summary>An earlier publication of an event; null when none is known.</summary>
    public Publication? Find(BusinessKey key)
    {
        Trim();
        if (_recent.TryGetValue(key, out var found))
        {
            return found;
        }

        Reopen();
        return Ask(index => IndexPublications.Find(index, key));
    }

    public void Dispose() => Close();

    private void Trim()
    {
        var indexed = progress.IndexedTo;
        while (_order.TryPeek(out var oldest) && (oldest.Delivery <= indexed || _order.Count > Max))
        {
            _order.Dequeue();
            if (_recent.TryGetValue(oldest.Key, out var known) && known.Delivery == oldest.Delivery)
            {
                _recent.Remove(oldest.Key);
            }
        }
    }

    private long IndexedTo() => Ask(index => index.First(IndexFile.PositionOf, 0)) ?? 0;

    // An index that can't be read is made again; until then an event may be processed once more.
    private T? Ask<T>(Func<SqliteReader, T?> ask)
        where T : struct
    {
        try
        {
            return _index is null ? null : ask(_index);
        }
        catch (SqliteFailureException)
        {
            Close();
            _failedAt = time.GetTimestamp();
            return null;
        }
    }

    private void Reopen()
    {
        if (progress.Generation != _generation
            || (_failedAt is { } failedAt && time.GetElapsedTime(failedAt) > AfterFailure))
        {
            Open();
        }
    }

    // One that is another journal's would name deliveries that are something else here.
    private void Open()
    {
        Close();
        (_generation, _failedAt) = (progress.Generation, null);
        try
        {
            using var reader = new JournalReader(journal);
            _index = IndexFile.OpenForReading(IndexFile.PathOf(journal), reader.Id);
        }
        catch (SqliteFailureException)
        {
            _failedAt = time.GetTimestamp();
        }
    }

    private void Close()
    {
        _index?.Dispose();
        _index = null;
    }
}
