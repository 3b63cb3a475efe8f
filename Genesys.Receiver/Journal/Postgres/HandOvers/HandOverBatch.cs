using Genesys.Receiver.Journal.Records;
using Npgsql;

namespace Genesys.Receiver.Journal.Postgres.HandOvers;

/// <summary>
/// Hand-overs on their way into the database, in the order of recording, as statements of one transaction. What it
/// reserves is given back at its end.
/// </summary>
/// <param name="ids">The destinations' keys.</param>
/// <param name="counts">How many wait.</param>
/// <param name="limits">How many may.</param>
/// <param name="clock">The journal's clock.</param>
/// <param name="hasRoom">True when whoever records them keeps the room that they take over all destinations.</param>
internal sealed class HandOverBatch(
    DestinationIds ids, HandOverCounts counts, DestinationLimits limits, JournalClock clock, bool hasRoom) : IDisposable
{
    /// <summary>
    /// Locks of conversations are taken in so many groups, for a server has a bounded table of them. A power of 2.
    /// </summary>
    public const long Groups = 512;

    private readonly List<(
        long Delivery, int Destination, long Conversation, bool InOrder, short State, long Content,
        string? Error, string? Topic)>
        _rows = [];
    private readonly List<(long Delivery, byte[] Record)> _payloads = [];
    private readonly Dictionary<long, byte[]> _contents = [];
    private readonly Dictionary<int, long> _reserved = [];
    private long _reservedBytes;
    private bool _isCounted;

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>The destinations whose hand-overs these are.</summary>
    public HashSet<string> Destinations { get; } = new(StringComparer.Ordinal);

    /// <summary>How many found no room at each destination.</summary>
    public Dictionary<string, int> Full { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes sure that the destinations have keys; outside the transaction.</summary>
    public async ValueTask NameAsync(IReadOnlyList<string> destinations)
    {
        foreach (var name in destinations)
        {
            await ids.OfAsync(name, CancellationToken.None);
        }
    }

    /// <summary>
    /// The locks that hand-overs of conversations to destinations need, sorted; empty when none of them keeps an order.
    /// </summary>
    public int[] LocksOf(IEnumerable<(long Conversation, IReadOnlyList<string> Destinations)> handOvers) =>
    [
        .. handOvers.Where(one => one.Conversation != 0 && one.Destinations.Any(name => limits.Of(name).InOrder))
            .Select(one => (int)((ulong)one.Conversation % Groups)).Distinct().Order(),
    ];

    /// <param name="connection">The transaction's connection.</param>
    /// <param name="conversation">64 bits of its conversation, 0 for none.</param>
    /// <param name="destinations">To which it is handed over.</param>
    /// <param name="content">Key of what was fetched for it; 0 for nothing.</param>
    /// <param name="error">Why the fetch failed for good; null when it didn't.</param>
    /// <param name="topicOf">Its topic, for a hand-over that finds no room.</param>
    public async ValueTask AddAsync(
        NpgsqlConnection connection, long delivery, long conversation, IReadOnlyList<string> destinations, long content,
        string? error, Func<string> topicOf)
    {
        foreach (var name in destinations)
        {
            var (id, limit) = (await ids.OfAsync(name, CancellationToken.None), limits.Of(name));
            var waits = await ReserveAsync(connection, id, limit);
            _rows.Add(
                (delivery, id, conversation, limit.InOrder, (short)(waits ? 0 : 2), content, error,
                    waits ? null : topicOf()));
            if (!waits)
            {
                Full[name] = Full.GetValueOrDefault(name) + 1;
            }

            Destinations.Add(name);
        }
    }

    /// <summary>Stores the record of a delivery that is finished as it is recorded.</summary>
    public void AddPayload(long delivery, byte[] record)
    {
        _payloads.Add((delivery, record));
        Reserve(0, record.Length);
    }

    /// <summary>Stores what a fetch brought, once.</summary>
    public void AddContent(long key, FetchedContent content)
    {
        if (!_contents.ContainsKey(key))
        {
            var writer = new RecordWriter();
            ContentCodec.Write(writer, content);
            _contents.Add(key, writer.Written.ToArray());
            Reserve(0, writer.Written.Length);
        }
    }

    /// <summary>The transaction is on disk.</summary>
    public void Written() => Settle(isWritten: true);

    public void Dispose() => Settle(isWritten: false);

    public List<(string Sql, object[] Parameters)> Statements()
    {
        var statements = new List<(string, object[])>();
        if (_contents.Count > 0)
        {
            statements.Add((HandOverStatements.InsertContents, [_contents.Keys.ToArray(), _contents.Values.ToArray()]));
        }

        if (_payloads.Count > 0)
        {
            statements.Add((HandOverStatements.InsertPayloads,
                [_payloads.Select(one => one.Delivery).ToArray(), _payloads.Select(one => one.Record).ToArray()]));
        }

        if (_rows.Count > 0)
        {
            statements.Add((HandOverStatements.Insert,
            [
                _rows.Select(row => row.Delivery).ToArray(),
                _rows.Select(row => row.Destination).ToArray(),
                _rows.Select(row => row.Conversation).ToArray(),
                _rows.Select(row => row.InOrder).ToArray(),
                _rows.Select(row => row.State).ToArray(),
                _rows.Select(row => row.Content).ToArray(),
                clock.Now,
                HandOverReasons.DestinationFull,
                _rows.Select(row => row.Topic).ToArray(),
                _rows.Select(row => row.Error).ToArray(),
            ]));
        }

        return statements;
    }

    private async ValueTask<bool> ReserveAsync(NpgsqlConnection connection, int destination, DestinationLimit limit)
    {
        var isReserved = counts.TryReserve(destination, limit);
        if (!isReserved && !_isCounted)
        {
            // Room may have been made meanwhile. Once: what this transaction adds isn't in the sum of what there is.
            _isCounted = true;
            await counts.RefreshWithinAsync(connection);
            isReserved = counts.TryReserve(destination, limit);
        }

        if (isReserved)
        {
            _reserved[destination] = _reserved.GetValueOrDefault(destination) + 1;
            Reserve(1, 0);
        }

        return isReserved;
    }

    private void Reserve(long count, long bytes)
    {
        _reservedBytes += bytes;
        if (!hasRoom)
        {
            counts.Reserve(count, bytes);
        }
    }

    private void Settle(bool isWritten)
    {
        counts.Settle(_reserved, _reservedBytes, isWritten);
        Reserve(-_reserved.Values.Sum(), -_reservedBytes);
        _reserved.Clear();
    }
}
