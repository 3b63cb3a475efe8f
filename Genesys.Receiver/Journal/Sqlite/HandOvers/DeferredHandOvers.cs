using System.Globalization;
using Genesys.Receiver.Journal.Records;

namespace Genesys.Receiver.Journal.Sqlite.HandOvers;

/// <summary>
/// Hand-overs that have no rows: while many wait, the row of a finished delivery keeps its payload and says which
/// destinations want it. They are handed over from there, and get rows when that isn't done with one attempt. Its
/// changes run inside a transaction. Used by the writer's thread alone.
/// </summary>
internal sealed class DeferredHandOvers
{
    private const string Columns = "SELECT id, at, hand_overs, first_hand_over, record FROM finished";

    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _finish;
    private readonly SqliteStatement _one;
    private readonly SqliteStatement _after;
    private readonly SqliteStatement _oldest;

    // Each set of destinations that was seen in this run; one that has none left is looked for in vain.
    private readonly Dictionary<string, long[]> _sets = new(StringComparer.Ordinal);

    public DeferredHandOvers(SqliteFile file)
    {
        _insert = file.Prepare(
            "INSERT INTO finished (id, at, record, hand_overs, first_hand_over) VALUES (?1, ?2, ?3, ?4, ?5)");
        _finish = file.Prepare("INSERT INTO finished (id, at, record, kept) VALUES (?1, ?2, ?3, ?4)");
        _delete = file.Prepare("DELETE FROM finished WHERE id = ?1");
        _one = file.Prepare($"{Columns} WHERE id = ?1 AND hand_overs IS NOT NULL");
        _after = file.Prepare(
            $"{Columns} WHERE hand_overs = ?1 AND first_hand_over > ?2 ORDER BY first_hand_over LIMIT ?3");
        _oldest = file.Prepare(
            "SELECT first_hand_over, at FROM finished WHERE hand_overs = ?1 ORDER BY first_hand_over LIMIT 1");
        using var sets = new SqliteStatement(file.Handle, """
            SELECT hand_overs, count(*), max(first_hand_over) FROM finished WHERE hand_overs IS NOT NULL GROUP BY hand_overs
            """);
        while (sets.Read())
        {
            var destinations = DestinationsOf(sets.Text(0)!);
            LastId = Math.Max(LastId, sets.Int64(2) + destinations.Length - 1);
            foreach (var destination in destinations)
            {
                Loaded[destination] = Loaded.GetValueOrDefault(destination) + sets.Int64(1);
            }
        }
    }

    /// <summary>The highest key of theirs as the file was opened.</summary>
    public long LastId { get; }

    /// <summary>How many there are for each destination as the file was opened.</summary>
    public Dictionary<long, long> Loaded { get; } = [];

    /// <summary>Inserts a finished delivery, with its payload.</summary>
    /// <param name="delivery">Its key.</param>
    /// <param name="at">When it was finished, in milliseconds since 1970.</param>
    /// <param name="destinations">The keys of the destinations that want it.</param>
    /// <param name="firstId">The key of the first hand-over; as many are theirs as there are destinations.</param>
    public void Insert(
        long delivery, long at, ReadOnlySpan<byte> record, IEnumerable<long> destinations, long firstId)
    {
        var set = string.Create(CultureInfo.InvariantCulture, $",{string.Join(',', destinations)},");
        DestinationsOf(set);
        _insert.Bind(1, delivery).Bind(2, at).Bind(3, record).Bind(4, set).Bind(5, firstId).Execute();
    }

    /// <summary>Those for a destination behind a key, each with its own, in that order.</summary>
    public List<(long Id, DeferredHandOver Of)> After(long destination, long id, int max) =>
    [
        .. (from set in _sets
            let place = Array.IndexOf(set.Value, destination)
            where place >= 0
            from one in Read(_after.Bind(1, set.Key).Bind(2, id - place).Bind(3, max))
            orderby one.FirstId + place
            select (one.FirstId + place, one)).Take(max),
    ];

    /// <summary>The one with a key; null when there is none.</summary>
    public DeferredHandOver? Find(long destination, long id) =>
        After(destination, id - 1, 1) is [var (found, of)] && found == id ? of : null;

    /// <summary>Takes out the first for a destination, and with it those of the others that want the same.</summary>
    public List<DeferredHandOver> TakeFirst(long destination, int max) =>
        [.. After(destination, 0, max).Select(one => Removed(one.Of))];

    /// <summary>Takes out those of a delivery; null when they have rows.</summary>
    public DeferredHandOver? Take(long delivery) =>
        Read(_one.Bind(1, delivery)) is [var one] ? Removed(one) : null;

    /// <summary>Inserts the delivery of what was taken out, as any that is finished.</summary>
    /// <param name="taken">What was taken out.</param>
    /// <param name="kept">Until when its record keeps its payload; null when it goes at once.</param>
    public void Finish(in DeferredHandOver taken, long? kept) =>
        _finish.Bind(1, taken.Delivery).Bind(2, taken.At)
            .Bind(3, kept is null ? RecordFrame.WithoutPayload(taken.Record) : taken.Record).Bind(4, kept).Execute();

    /// <summary>The key of the first for a destination, and when it was recorded; null when there is none.</summary>
    public (long Id, long At)? OldestOf(long destination)
    {
        (long Id, long At)? oldest = null;
        foreach (var set in SetsOf(destination))
        {
            if (_oldest.Bind(1, set).Read())
            {
                if (oldest is null || _oldest.Int64(0) < oldest.Value.Id)
                {
                    oldest = (_oldest.Int64(0), _oldest.Int64(1));
                }

                _oldest.Reset();
            }
        }

        return oldest;
    }

    private IEnumerable<string> SetsOf(long destination) =>
        _sets.Where(set => set.Value.Contains(destination)).Select(set => set.Key);

    private List<DeferredHandOver> Read(SqliteStatement rows) => rows.ReadAll(row => new DeferredHandOver(
        row.Int64(0), row.Int64(1), DestinationsOf(row.Text(2)!), row.Int64(3), row.Blob(4).ToArray()));

    // Not an update to a shorter row: that would leave pages with hardly anything on them, for ever.
    private DeferredHandOver Removed(in DeferredHandOver found)
    {
        _delete.Bind(1, found.Delivery).Execute();
        return found;
    }

    private long[] DestinationsOf(string set)
    {
        if (!_sets.TryGetValue(set, out var destinations))
        {
            var keys = set.Split(',', StringSplitOptions.RemoveEmptyEntries);
            destinations = [.. keys.Select(key => long.Parse(key, CultureInfo.InvariantCulture))];
            _sets.Add(set, destinations);
        }

        return destinations;
    }
}

/// <summary>A finished delivery whose hand-overs have no rows.</summary>
/// <param name="Delivery">Its key.</param>
/// <param name="At">When it was recorded, in milliseconds since 1970.</param>
/// <param name="Destinations">The keys of its destinations.</param>
/// <param name="FirstId">The key of the first hand-over; those of the others follow.</param>
/// <param name="Record">Its record with the payload.</param>
internal readonly record struct DeferredHandOver(
    long Delivery, long At, long[] Destinations, long FirstId, byte[] Record);
