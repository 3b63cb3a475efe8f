using System.Buffers;
using System.Text.Json;

namespace Genesys.Receiver.Journal;

/// <summary>
/// Tells operators of what was noticed, through the destinations that name it: one event for each type and subject a
/// minute, with the count of what happened since the last. Nothing in it is personal, and none is about operator
/// events.
/// </summary>
internal sealed class OperatorEvents : IAsyncDisposable
{
    /// <summary>A delivery or a hand-over failed for good.</summary>
    public const string DeadLetter = "genesys.receiver.dead_letter";

    /// <summary>Dead letters will be discarded in a day, unless an operator deals with them.</summary>
    public const string DeadLetterExpiring = "genesys.receiver.dead_letter_expiring";

    /// <summary>The circuit to Genesys Cloud opened, or closed again.</summary>
    public const string Circuit = "genesys.receiver.circuit";

    /// <summary>Valid events hold what their schema doesn't know.</summary>
    public const string Drift = "genesys.receiver.drift";

    /// <summary>A destination is paused.</summary>
    public const string DestinationPaused = "genesys.receiver.destination_paused";

    /// <summary>The journal is full: senders are answered 503.</summary>
    public const string JournalFull = "genesys.receiver.journal_full";

    /// <summary>No event came from a source for the time that is set.</summary>
    public const string SourceSilent = "genesys.receiver.source_silent";

    /// <summary>Conversations that analytics names have no known event, or lack the one that ends them.</summary>
    public const string EventsMissing = "genesys.receiver.events_missing";

    /// <summary>All of these types; a destination can name no other.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        DeadLetter, DeadLetterExpiring, Circuit, Drift, DestinationPaused, JournalFull, SourceSilent, EventsMissing,
    ];

    // Subjects that are told apart; what comes beyond them waits for room, a minute at most.
    private const int MostSubjects = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly IHandOverJournal _journal;
    private readonly DestinationLimits _limits;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Type, string Subject), Entry> _entries = [];
    private ITimer? _sweep;

    public OperatorEvents(IHandOverJournal journal, DestinationLimits limits, TimeProvider time) =>
        (_journal, _limits, _time) = (journal, limits, time);

    /// <summary>
    /// Notes that something happened. It returns at once, and costs nothing while nobody wants to know.
    /// </summary>
    /// <param name="type">One of the types above.</param>
    /// <param name="subject">What it happened to or why, one of few words.</param>
    /// <param name="details">Further members of the event.</param>
    /// <param name="count">How often it happened.</param>
    public void Notice(
        string type, string subject, IReadOnlyList<KeyValuePair<string, string>>? details = null, int count = 1)
    {
        if (!IsWanted(type))
        {
            return;
        }

        lock (_lock)
        {
            _sweep ??= _time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
            if (!_entries.TryGetValue((type, subject), out var entry))
            {
                if (_entries.Count == MostSubjects)
                {
                    return;
                }

                _entries.Add((type, subject), entry = new Entry());
            }

            entry.Count += count;
            entry.Details = details ?? [];
        }

        Sweep();
    }

    /// <summary>True when a destination names events of the type.</summary>
    public bool IsWanted(string type) => Wanting(type).Count > 0;

    /// <summary>The destinations that name events of the type.</summary>
    public IReadOnlyList<string> Wanting(string type) => _limits.IsEmpty ? [] : _limits.WantingOperatorEvent(type);

    /// <summary>An event that is recorded together with what it tells of, in the same commit.</summary>
    public OperatorEvent Of(string type, string subject, int count) => Of((type, subject), count, []);

    public async ValueTask DisposeAsync()
    {
        if (_sweep is not null)
        {
            await _sweep.DisposeAsync();
        }
    }

    private void Sweep()
    {
        List<((string Type, string Subject) Key, int Count, IReadOnlyList<KeyValuePair<string, string>> Details)> due =
            [];
        lock (_lock)
        {
            foreach (var (key, entry) in _entries)
            {
                if (entry.ToldAt is { } at && _time.GetElapsedTime(at) < Interval)
                {
                    continue;
                }

                if (entry.Count == 0)
                {
                    _entries.Remove(key);
                    continue;
                }

                due.Add((key, entry.Count, entry.Details));
                (entry.Count, entry.ToldAt) = (0, _time.GetTimestamp());
            }
        }

        foreach (var (key, count, details) in due)
        {
            _ = TellAsync(key, count, details);
        }
    }

    private async Task TellAsync(
        (string Type, string Subject) key, int count, IReadOnlyList<KeyValuePair<string, string>> details)
    {
        var isTold = false;
        try
        {
            isTold = await _journal.RecordOperatorEventAsync(
                Of(key, count, details), Wanting(key.Type), CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // As when too many wait.
        }

        if (!isTold)
        {
            // Told with the next of its kind, or in a minute.
            lock (_lock)
            {
                if (_entries.TryGetValue(key, out var entry))
                {
                    entry.Count += count;
                }
            }
        }
    }

    private OperatorEvent Of(
        (string Type, string Subject) key, int count, IReadOnlyList<KeyValuePair<string, string>> details)
    {
        var (id, at) = (Guid.NewGuid().ToString(), _time.GetUtcNow());
        return new OperatorEvent { Id = id, Type = key.Type, At = at, Data = Write(id, at, key, count, details) };
    }

    private static ReadOnlyMemory<byte> Write(
        string id, DateTimeOffset at, (string Type, string Subject) key, int count,
        IReadOnlyList<KeyValuePair<string, string>> details)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", key.Type);
            json.WriteString("time", at);
            json.WriteString("subject", key.Subject);
            json.WriteNumber("count", count);
            foreach (var (name, value) in details)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private sealed class Entry
    {
        public int Count { get; set; }

        public IReadOnlyList<KeyValuePair<string, string>> Details { get; set; } = [];

        public long? ToldAt { get; set; }
    }
}
