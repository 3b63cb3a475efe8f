using Genesys.ServiceDefaults;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// Decides when the next request may start, so that a minute never holds more of them than Genesys Cloud allows.
/// Requests are spread over the window that the last answer's headers describe; what other clients of the same
/// credentials use is left to them, up to half of it.
/// </summary>
internal sealed class RequestPacer
{
    /// <summary>
    /// Share of the allowance that is used. The rest absorbs the headers' rounding to seconds and requests in flight
    /// elsewhere.
    /// </summary>
    internal const double Share = 0.98;

    /// <summary>
    /// Share of what is left of the window that is this client's however much the others use. Two that want everything
    /// get half each; more of them slow down together as the window fills, and none overruns it.
    /// </summary>
    private const double LeastShare = 0.5;

    /// <summary>Requests that may go out at once after a quiet time, as time: 2 s' worth.</summary>
    private const double BurstSeconds = 2;

    /// <summary>
    /// The same when everything that waited would come at once, and before the first answer, when it isn't known what
    /// an earlier run used of the window: one request of 300 a minute.
    /// </summary>
    private const double RestartSeconds = 0.2;

    /// <summary>The window until an answer tells: Genesys limits requests per minute.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly int _assumed;
    private readonly Lock _lock = new();
    private readonly long _origin;
    private readonly OtherClients _others = new();

    // Null: the answers carry no headers, so this isn't Genesys Cloud's gateway, and nothing is known to pace by until
    // a 429 comes.
    private int? _allowed;
    private bool _hasReading;
    private bool _wasLimited;
    private int _used;
    private long _last;
    private long _newest;
    private TimeSpan _windowBegan;
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
        _tokens = Restart(requestsPerMinute);
    }

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Zero when a request may start now, which then counts; else the time after which to ask again.</summary>
    /// <param name="request">What <see cref="Observe"/> is to be told of the request.</param>
    public TimeSpan TryAdmit(out PacedRequest request)
    {
        lock (_lock)
        {
            var now = Now;
            request = new PacedRequest(_last + 1, now);
            if (now < _pausedUntil)
            {
                return TimerWait.WholeMilliseconds(_pausedUntil - now);
            }

            if (_allowed is not { } allowed)
            {
                _last++;
                return TimeSpan.Zero;
            }

            if (now >= _windowEnd)
            {
                BeginWindow(now, now + Window);
            }

            // Of one request a minute a share is none: it would never be made.
            var left = Math.Max(1, allowed * Share) - _used;
            if (left < 1)
            {
                Refill(now, 0, allowed);
                return TimerWait.WholeMilliseconds(_windowEnd - now);
            }

            var spread = Math.Min(allowed * Share / Window.TotalSeconds, left / (_windowEnd - now).TotalSeconds);
            var rate = Math.Max(spread - _others.Rate, spread * LeastShare);
            Refill(now, rate, allowed);
            if (_tokens < 1)
            {
                return TimerWait.WholeMilliseconds(TimeSpan.FromSeconds((1 - _tokens) / rate));
            }

            _tokens--;
            _used++;
            _last++;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Takes in what an answer said about the limit; null when a good answer said nothing.</summary>
    /// <param name="reading">What it said.</param>
    /// <param name="answered">The request that it answers; none: the latest, just now.</param>
    public void Observe(RateLimitReading? reading, PacedRequest? answered = null)
    {
        lock (_lock)
        {
            if (reading is not { } limit)
            {
                _allowed = _hasReading || _wasLimited ? _allowed : null;
                return;
            }

            var now = Now;
            var request = answered ?? new PacedRequest(_last, now);
            _hasReading = true;
            _allowed = limit.Allowed;
            _tokens = Math.Min(_tokens, Burst(limit.Allowed));
            if (!Place(limit, request, now))
            {
                return;
            }

            // What was let go after the request can't be in its count. An older request's count says less than is known
            // already.
            _used = request.Number >= _newest ? limit.Count + (int)(_last - request.Number)
                : Math.Max(_used, limit.Count);
            _newest = Math.Max(_newest, request.Number);
            _others.Observe(now, limit.Count - request.Number);
        }
    }

    /// <summary>Nothing starts for this long, and then without a burst: an answer was 429.</summary>
    public void Pause(TimeSpan wait)
    {
        lock (_lock)
        {
            var now = Now;
            _wasLimited = true;
            var allowed = _allowed ??= _assumed;
            _pausedUntil = now + wait > _pausedUntil ? now + wait : _pausedUntil;
            _refilledAt = _pausedUntil;
            _tokens = Restart(allowed);
        }
    }

    /// <summary>
    /// No burst now: time went by because nothing could start, and everything that waited would come at once.
    /// </summary>
    public void Drain()
    {
        lock (_lock)
        {
            if (_allowed is { } allowed)
            {
                Refill(Now, allowed * Share / Window.TotalSeconds, allowed);
                _tokens = Math.Min(Restart(allowed), _tokens);
            }
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

    /// <summary>
    /// Finds the window that an answer belongs to; false when that one is over. Its end lies between two moments: the
    /// server wrote the reset, rounded up to whole seconds, after the request was let go and before the answer was
    /// here.
    /// </summary>
    private bool Place(RateLimitReading limit, PacedRequest request, TimeSpan now)
    {
        var earliest = request.At + limit.Reset - TimeSpan.FromSeconds(1);
        var latest = now + limit.Reset;
        if (earliest > _windowEnd)
        {
            BeginWindow(request.At, latest);
            return true;
        }

        if (latest > _windowEnd - (Window / 2))
        {
            _windowEnd = latest < _windowEnd ? latest : _windowEnd;
            return true;
        }

        // The window before the one at hand. If the request is newer than that one's beginning, it was begun too soon.
        if (request.At < _windowBegan)
        {
            return false;
        }

        _windowEnd = latest;
        return true;
    }

    private void BeginWindow(TimeSpan from, TimeSpan to)
    {
        _used = 0;
        _windowBegan = from;
        _windowEnd = to;
        _others.WindowBegins();
    }

    /// <summary>
    /// Share of the window at hand that is used, by all clients of the credentials; 0 when nothing is known of it.
    /// </summary>
    public double UsedShare
    {
        get
        {
            lock (_lock)
            {
                return _hasReading && _allowed is { } allowed && Now < _windowEnd ? (double)_used / allowed : 0;
            }
        }
    }

    private static double Burst(int allowed) => Math.Max(1, allowed * BurstSeconds / Window.TotalSeconds);

    private static double Restart(int allowed) => Math.Max(1, allowed * RestartSeconds / Window.TotalSeconds);

    private void Refill(TimeSpan now, double rate, int allowed)
    {
        if (now > _refilledAt)
        {
            _tokens = Math.Min(Burst(allowed), _tokens + ((now - _refilledAt).TotalSeconds * rate));
            _refilledAt = now;
        }
    }
}
