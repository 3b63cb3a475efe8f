using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.Index;

/// <summary>
/// The open index and the journal that it follows. A failure leaves nothing behind: it is opened again. Used by the
/// index's thread alone.
/// </summary>
internal sealed class IndexUpdate : IDisposable
{
    private const string Deliveries = IndexFile.Deliveries;
    private const string Ids = "ids";
    private const string Anomalies = IndexFile.Anomalies;
    private const string IdsOfAnomalies = "anomaly_ids";
    private const string Erased = IndexFile.Erased;

    private readonly JournalReader _reader;
    private readonly IndexFile _file;
    private readonly IndexEntries _entries;
    private readonly IndexAnomalies _anomalies;
    private readonly IdRuns _ids;
    private readonly IdRuns _anomalyIds;
    private readonly IndexPublications _publications;
    private readonly List<Publication> _published = [];
    private readonly long _countedTo;
    private readonly IndexCheck _check;
    private readonly ChangedKeys _changed;
    private readonly IndexProgress _progress;
    private readonly Queue<long> _pending = [];
    private long _deliveriesTo;
    private long _anomaliesTo;
    private long _erasedTo;

    public IndexUpdate(string journal, IndexSources sources, ChangedKeys changed, IndexProgress progress)
    {
        (Generation, _changed, _progress) = (sources.Generation, changed, progress);
        _reader = new JournalReader(journal);
        try
        {
            _file = IndexFile.Open(IndexFile.PathOf(journal), _reader.Id, _reader.LastErased);
            _entries = new IndexEntries(_file, new IndexWords(_file));
            _anomalies = new IndexAnomalies(_file);
            (_ids, _anomalyIds) = (new IdRuns(_file, 0), new IdRuns(_file, 1));
            _check = new IndexCheck(_file, _reader, _entries, _ids, _anomalyIds);
            _publications = new IndexPublications(_file);
            _file.Begin();
            if (_check.Cut(sources.HighestDelivery, sources.HighestAnomaly, sources.KeptSince()))
            {
                _publications.Cut(sources.HighestDelivery);
            }

            _deliveriesTo = Math.Min(_file.Get(Deliveries), sources.HighestDelivery);
            _anomaliesTo = Math.Min(_file.Get(Anomalies), sources.HighestAnomaly);
            // An index that is made anew finds again what was counted.
            _countedTo = _deliveriesTo > 0 ? _deliveriesTo : sources.HighestDelivery;
            _erasedTo = _file.Get(Erased);
            _file.Set(Deliveries, _deliveriesTo);
            _file.Set(Anomalies, _anomaliesTo);

            // Of a journal that was restored runs may have ids beyond its end: those that follow aren't among them.
            _file.Set(Ids, Math.Min(_file.Get(Ids), _deliveriesTo));
            _file.Set(IdsOfAnomalies, Math.Min(_file.Get(IdsOfAnomalies), _anomaliesTo));
            _file.Commit();
            LoadSegments();
            progress.Publish(_ids, _anomalyIds);
            progress.Indexed(_deliveriesTo);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Generation { get; }

    /// <summary>
    /// Deliveries that the last batch found to be of an event that was published before, those aside that an index
    /// which is made anew finds.
    /// </summary>
    public int Republished { get; private set; }

    /// <summary>Indexes a batch; true when there is more.</summary>
    public bool Run(int max, IndexSources sources)
    {
        var pass = _progress.Passes.Begin();
        var started = _progress.Passes.Now;
        TakeChanged();
        _reader.Begin();
        _file.Begin();
        var (moreDeliveries, deliveriesUpTo) = AddDeliveries(max);
        var (moreAnomalies, anomaliesUpTo) = AddAnomalies(max);
        var more = moreDeliveries || moreAnomalies;
        more |= ReplaceChanged(max);
        more |= RemoveErased();
        more |= _check.Step(_deliveriesTo, Replace);
        more |= _check.Trim(sources, _progress.Passes.Now, max);
        _anomalies.ForgetGroups();
        more |= _publications.Sweep(_progress.Passes.Now, max);
        var (next, nextAnomalies) = (_ids.Tidy(), _anomalyIds.Tidy());
        if (next is not null)
        {
            _file.Set(Ids, _deliveriesTo);
        }

        if (nextAnomalies is not null)
        {
            _file.Set(IdsOfAnomalies, _anomaliesTo);
        }

        _file.Commit();
        _reader.End();
        _progress.Indexed(_deliveriesTo);
        _ids.Committed(next);
        _anomalyIds.Committed(nextAnomalies);
        var upTo = Math.Min(moreDeliveries ? deliveriesUpTo : started, moreAnomalies ? anomaliesUpTo : started);
        _progress.Passes.End(pass, upTo, !more);
        return more;
    }

    public void Dispose()
    {
        _file?.Rollback();
        _file?.Dispose();
        _reader.Dispose();
    }

    private void TakeChanged()
    {
        var (keys, overflowed) = _changed.Take();
        foreach (var key in keys.Distinct())
        {
            _pending.Enqueue(key);
        }

        if (overflowed)
        {
            _check.Restart();
        }
    }

    private (bool More, long UpTo) AddDeliveries(int max)
    {
        var (count, upTo) = (0, 0L);
        var buffer = new long[4];
        _published.Clear();
        var last = _reader.ReadAfter(_deliveriesTo, max, (in DeliveryFacts facts, in DeliveryIds ids) =>
        {
            count++;
            upTo = Math.Max(upTo, facts.Received);
            _entries.Add(facts);
            AddIds(ids, facts.Key, buffer);
            if (Publication.Of(ids, facts.Key, buffer[0]) is { } publication)
            {
                _published.Add(publication);
            }
        });
        Republished = AddPublished();
        if (last is { } highest)
        {
            _deliveriesTo = highest;
            _file.Set(Deliveries, highest);
        }

        return (count >= max, upTo);
    }

    private int AddPublished()
    {
        var count = 0;
        _published.Sort((one, other) => one.Delivery.CompareTo(other.Delivery));
        foreach (var publication in _published)
        {
            count += _publications.Add(publication) && publication.Delivery > _countedTo ? 1 : 0;
        }

        return count;
    }

    private (bool More, long UpTo) AddAnomalies(int max)
    {
        var (count, upTo) = (0, 0L);
        if (_reader.ReadAnomaliesAfter(_anomaliesTo, max, (long key, in AnomalyIds ids) =>
        {
            count++;
            upTo = Math.Max(upTo, ids.ReceivedAt.ToUnixTimeMilliseconds());
            _anomalies.Add(key, ids);
            AddIds(ids, key);
        }) is { } last)
        {
            _anomaliesTo = last;
            _file.Set(Anomalies, last);
        }

        return (count >= max, upTo);
    }

    private bool ReplaceChanged(int max)
    {
        for (var i = 0; i < max && _pending.TryDequeue(out var key); i++)
        {
            if (key <= _deliveriesTo)
            {
                Replace(key);
            }
        }

        return _pending.Count > 0;
    }

    private void Replace(long key)
    {
        var now = _progress.Passes.Now;
        if (!_reader.TryRead(key, (in DeliveryFacts facts, in DeliveryIds _) => _entries.Replace(facts, now)))
        {
            _entries.Remove(key);
        }
    }

    private bool RemoveErased()
    {
        var erased = _reader.ErasedAfter(_erasedTo);
        foreach (var (id, key, conversation) in erased)
        {
            _ids.Remove(conversation, key);
            _entries.RemoveKeptId(conversation, key);
            _erasedTo = id;
        }

        if (erased.Count > 0)
        {
            _file.Set(Erased, _erasedTo);
        }

        return erased.Count > 0;
    }

    // What was in memory when the index was closed is read again.
    private void LoadSegments()
    {
        var buffer = new long[4];
        for (long? from = _file.Get(Ids); from < _deliveriesTo;)
        {
            from = _reader.ReadAfter(from.Value, 10_000, (in DeliveryFacts facts, in DeliveryIds ids) =>
            {
                if (facts.Key <= _deliveriesTo)
                {
                    AddIds(ids, facts.Key, buffer);
                }
            }) ?? long.MaxValue;
        }

        for (long? from = _file.Get(IdsOfAnomalies); from < _anomaliesTo;)
        {
            from = _reader.ReadAnomaliesAfter(from.Value, 10_000, (long key, in AnomalyIds ids) =>
            {
                if (key <= _anomaliesTo)
                {
                    AddIds(ids, key);
                }
            }) ?? long.MaxValue;
        }
    }

    private void AddIds(in DeliveryIds ids, long key, long[] buffer)
    {
        var count = ids.Hashes(buffer);
        for (var i = 0; i < count; i++)
        {
            _ids.Add(buffer[i], key);
        }
    }

    private void AddIds(in AnomalyIds ids, long key)
    {
        Span<long> hashes = stackalloc long[3];
        foreach (var hash in hashes[..ids.Hashes(hashes)])
        {
            _anomalyIds.Add(hash, key);
        }
    }
}
