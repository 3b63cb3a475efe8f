namespace Genesys.Receiver.Admin;

/// <summary>
/// The last changes, and the latest of each subject. What is older than the last <see cref="Capacity"/> is told by the
/// latest alone.
/// </summary>
internal sealed class ChangeLog
{
    /// <summary>Changes that can be read again.</summary>
    public const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<ChangeEvent> _recent = new();
    private readonly Dictionary<string, ChangeEvent> _latest = new(StringComparer.Ordinal);
    private TaskCompletionSource _added = NewSignal();
    private long _last;

    /// <summary>Names this run: the numbers of another one mean nothing here.</summary>
    public string Run { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Adds a change, unless it says what the latest of its subject said.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="subject">What it tells of, by which a later one replaces it.</param>
    /// <param name="data">The JSON.</param>
    public void Add(string name, string subject, byte[] data)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            if (_latest.TryGetValue(subject, out var latest) && latest.Data.AsSpan().SequenceEqual(data))
            {
                return;
            }

            var change = new ChangeEvent(++_last, name, data);
            _latest[subject] = change;
            _recent.Enqueue(change);
            if (_recent.Count > Capacity)
            {
                _recent.Dequeue();
            }

            added = _added;
            _added = NewSignal();
        }

        added.TrySetResult();
    }

    /// <summary>Forgets what is no longer there, so that a new reader isn't told of it.</summary>
    public void Forget(string subject)
    {
        lock (_lock)
        {
            _latest.Remove(subject);
        }
    }

    /// <summary>
    /// The changes behind a number, oldest first; the latest of each subject and true when some of those are no longer
    /// known, or the number is null.
    /// </summary>
    public (IReadOnlyList<ChangeEvent> Changes, bool AnewFromLatest, Task Added) After(long? number)
    {
        lock (_lock)
        {
            var oldest = _recent.TryPeek(out var first) ? first.Number : _last + 1;
            return number is { } known && known >= oldest - 1 && known <= _last
                ? ([.. _recent.Where(change => change.Number > known)], false, _added.Task)
                : ([.. _latest.Values.OrderBy(change => change.Number)], true, _added.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
