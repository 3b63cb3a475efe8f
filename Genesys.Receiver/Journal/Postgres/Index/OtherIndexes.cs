using System.Collections.Concurrent;

namespace Genesys.Receiver.Journal.Postgres.Index;

/// <summary>
/// How far other receivers on the database are with what they recorded. Each says it once a second while it is behind,
/// so whoever wasn't heard for three isn't, or is gone: what it left out is repaired.
/// </summary>
internal sealed class OtherIndexes(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (DateTimeOffset UpTo, long HeardAt)> _behind =
        new(StringComparer.Ordinal);

    /// <summary>A receiver is behind.</summary>
    /// <param name="owner">Which one.</param>
    /// <param name="upTo">Everything that it recorded before is indexed, in milliseconds since 1970.</param>
    public void Heard(string owner, long upTo)
    {
        _behind[owner] = (DateTimeOffset.FromUnixTimeMilliseconds(upTo), time.GetTimestamp());
        foreach (var (other, heard) in _behind)
        {
            if (!IsFresh(heard.HeardAt))
            {
                _behind.TryRemove(other, out _);
            }
        }
    }

    /// <summary>Of this moment, and of that up to which the furthest behind is, the earlier.</summary>
    public DateTimeOffset UpTo(DateTimeOffset moment)
    {
        foreach (var (upTo, heardAt) in _behind.Values)
        {
            moment = IsFresh(heardAt) && upTo < moment ? upTo : moment;
        }

        return moment;
    }

    private bool IsFresh(long heardAt) => time.GetElapsedTime(heardAt) <= Memory;
}
