using System.Collections.Concurrent;

namespace Genesys.Receiver.Telemetry;

/// <summary>
/// Lets a log line through at most once in an interval, for each kind of line. The kinds are a closed list.
/// </summary>
internal sealed class LogLimiter(TimeSpan interval, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Whether a line of this kind may be written now.</summary>
    /// <param name="kind">The kind, one of few.</param>
    /// <param name="silent">How many weren't written since the last that was.</param>
    public bool TryPass(string kind, out long silent)
    {
        var line = _lines.GetOrAdd(kind, static _ => new Line());
        lock (line)
        {
            silent = line.Silent;
            if (line.WrittenAt is { } at && time.GetElapsedTime(at) < interval)
            {
                line.Silent++;
                return false;
            }

            (line.WrittenAt, line.Silent) = (time.GetTimestamp(), 0);
            return true;
        }
    }

    private sealed class Line
    {
        public long? WrittenAt { get; set; }

        public long Silent { get; set; }
    }
}
