using Genesys.Receiver.Hosting;

namespace Genesys.Receiver.Destinations.Scheduling;

/// <summary>
/// How a destination fares, as this receiver sees it. While it fails it is tried with one call at a time and growing
/// waits; when it has failed for <c>PauseAfter</c>, or says that it wants no more, it is paused and tried once a
/// minute.
/// </summary>
internal sealed class DestinationCondition(DestinationOptions options, TimeProvider time)
{
    /// <summary>Time between two tries of a destination that is paused.</summary>
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    // A consumer that fails one call in ten fails five in a row once in 100,000.
    private const int FailuresInARow = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(options.BaseDelay, Shorter(options.MaxDelay, LongestWait));
    private int _failures;
    private long? _failingSince;
    private long _nextTry;
    private string? _reason;
    private DateTimeOffset? _pausedAt;

    /// <summary>The word for the last failure; null while it works.</summary>
    public string? Reason
    {
        get
        {
            lock (_lock)
            {
                return _reason;
            }
        }
    }

    /// <summary>When it was paused for its failures; null when it isn't.</summary>
    public DateTimeOffset? PausedAt
    {
        get
        {
            lock (_lock)
            {
                return _pausedAt;
            }
        }
    }

    /// <summary>True when it failed several times in a row: it is tried with one call at a time.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_lock)
            {
                return _pausedAt is not null || _failures >= FailuresInARow;
            }
        }
    }

    /// <summary>The time until it may be tried again; zero when that is now.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock)
            {
                var wait = time.GetElapsedTime(time.GetTimestamp(), _nextTry);
                return _nextTry != 0 && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            }
        }
    }

    /// <summary>
    /// The longest wait of an event that failed. While the destination fails, it is the destination's own wait that
    /// counts: behind longer ones of a few events nothing would be left to try it with, nor go when it is back.
    /// </summary>
    public TimeSpan MaxDelay => IsFailing ? Shorter(options.MaxDelay, ProbeInterval) : options.MaxDelay;

    /// <summary>It answered, whatever it made of the event. True when that is news: it failed before.</summary>
    public bool Works()
    {
        lock (_lock)
        {
            var news = _pausedAt is not null || _failures >= FailuresInARow;
            (_failures, _failingSince, _reason, _pausedAt, _nextTry) = (0, null, null, null, 0);
            _backoff.Reset();
            return news;
        }
    }

    /// <summary>A call failed.</summary>
    /// <param name="reason">Why, in a word.</param>
    /// <param name="retryAfter">The wait that it asked for, or null.</param>
    /// <param name="isGone">True when it wants no more events.</param>
    /// <returns>What is news of that.</returns>
    public ConditionNews Fails(string reason, TimeSpan? retryAfter, bool isGone)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _failingSince ??= now;
            _failures++;
            _reason = reason;
            if (_pausedAt is not null)
            {
                _nextTry = After(now, ProbeInterval);
                return ConditionNews.None;
            }

            if (isGone || time.GetElapsedTime(_failingSince.Value, now) >= options.PauseAfter)
            {
                _pausedAt = time.GetUtcNow();
                _nextTry = After(now, ProbeInterval);
                return ConditionNews.Paused;
            }

            if (_failures < FailuresInARow)
            {
                return ConditionNews.None;
            }

            var wait = _backoff.Next();
            _nextTry = After(now, retryAfter > wait ? Shorter(retryAfter.Value, ProbeInterval) : wait);
            return _failures == FailuresInARow ? ConditionNews.Fails : ConditionNews.None;
        }
    }

    private long After(long timestamp, TimeSpan wait) =>
        timestamp + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
