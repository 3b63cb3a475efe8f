namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Decides when the next request may start, so that a minute never holds more of them than Genesys Cloud allows. Requests are spread over
/// the window that the last answer's headers describe; what other clients of the same credentials use is left to them.
/// </summary>
internal sealed class RequestPacer
{
    /// <summary>Share of the allowance that is used. The rest absorbs the headers' rounding to seconds and requests in flight elsewhere.</summary>
    internal const double Share = 0.98;

    /// <summary>Requests that may go out at once after a quiet time, as time: 2 s' worth.</summary>
    private const double BurstSeconds = 2;

    /// <summary>The window until an answer tells: Genesys limits requests per minute.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly int _assumed;
    private readonly Lock _lock = new();
    private readonly long _origin;

    // Null: the answers carry no headers, so this isn't Genesys Cloud's gateway, and nothing is known to pace by until a 429 comes.
    private int? _allowed;
    private bool _told;
    private int _used;
    private TimeSpan _windowEnd;
    private TimeSpan _refilledAt;
    private TimeSpan _pausedUntil;
    private double _tokens;

    public RequestPacer(TimeProvider time, int requestsPerMinute)
    {
        _time = time;
        _assumed = requestsPerMinute;
        _allowed = requestsPerMinute;
        _origin = time.GetTimestamp();
        _windowEnd = Window;
        _tokens = Burst(requestsPerMinute);
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Zero when a request may start now, which then counts; else the time after which to ask again.</summary>
    public TimeSpan TryAdmit()
    {
        lock (_lock)
        {
            var now = Now;
            if (now < _pausedUntil)
            {
                return WholeMilliseconds(_pausedUntil - now);
            }

            if (_allowed is not { } allowed)
            {
                return TimeSpan.Zero;
            }

            if (now >= _windowEnd)
            {
                _windowEnd = now + Window;
                _used = 0;
            }

            var left = (allowed * Share) - _used;
            if (left < 1)
            {
                Refill(now, 0, allowed);
                return WholeMilliseconds(_windowEnd - now);
            }

            var rate = Math.Min(allowed * Share / Window.TotalSeconds, left / (_windowEnd - now).TotalSeconds);
            Refill(now, rate, allowed);
            if (_tokens < 1)
            {
                return WholeMilliseconds(TimeSpan.FromSeconds((1 - _tokens) / rate));
            }

            _tokens--;
            _used++;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Takes in what an answer said about the limit; null when a good answer said nothing.</summary>
    public void Observe(RateLimitReading? reading)
    {
        lock (_lock)
        {
            if (reading is not { } told)
            {
                _allowed = _told ? _allowed : null;
                return;
            }

            var now = Now;
            var end = now + told.Reset;
            _told = true;
            _allowed = told.Allowed;
            // The headers count whole seconds; a window that ends over two seconds later than the one at hand is the next one.
            if (now >= _windowEnd || end > _windowEnd + TimeSpan.FromSeconds(2))
            {
                _used = told.Count;
            }
            else
            {
                _used = Math.Max(_used, told.Count);
            }

            _windowEnd = end > now ? end : now + TimeSpan.FromSeconds(1);
            _tokens = Math.Min(_tokens, Burst(told.Allowed));
        }
    }

    /// <summary>Nothing starts for this long, and then without a burst: an answer was 429.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (_lock)
        {
            var now = Now;
            _allowed ??= _assumed;
            _pausedUntil = now + wait > _pausedUntil ? now + wait : _pausedUntil;
            _refilledAt = _pausedUntil;
            _tokens = 1;
        }
    }

    /// <summary>No burst after an outage: everything that waited would come at once.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _tokens = Math.Min(1, _tokens);
            _refilledAt = Now > _refilledAt ? Now : _refilledAt;
        }
    }

    /// <summary>The time for which nothing starts because of a 429.</summary>
    public TimeSpan Paused
    {
        get
        {
            lock (_lock)
            {
                var left = _pausedUntil - Now;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    // Timers count in whole milliseconds and round down: what is less would be no wait at all, over and over.
    private static TimeSpan WholeMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds)));

    private static double Burst(int allowed) => Math.Max(1, allowed * BurstSeconds / Window.TotalSeconds);

    private void Refill(TimeSpan now, double rate, int allowed)
    {
        if (now > _refilledAt)
        {
            _tokens = Math.Min(Burst(allowed), _tokens + ((now - _refilledAt).TotalSeconds * rate));
            _refilledAt = now;
        }
    }
}
