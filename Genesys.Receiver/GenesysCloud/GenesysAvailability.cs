using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// What is known of Genesys Cloud right now: credentials, permissions, circuit, rate limit. Work is taken from the
/// journal only as far as it can be done, so that an outage costs no delivery an attempt.
/// </summary>
internal sealed class GenesysAvailability
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Lock _lock = new();
    private readonly Dictionary<ApiResource, string> _refusals = [];

    private TaskCompletionSource _changed = NewSignal();
    private string? _credentialProblem;
    private bool _credentialsStopWork;
    private string? _loginProblem;
    private CircuitState _circuit;
    private TimeSpan _breakEndsAt;
    private TimeSpan _pausedUntil;
    private string? _silence;
    private RateLimitReading? _rateLimit;
    private TimeSpan _rateLimitReadAt;

    public GenesysAvailability(TimeProvider time, ReceiverMetrics metrics)
    {
        _time = time;
        _origin = time.GetTimestamp();
        metrics.Meter.CreateObservableGauge(
            "genesys.circuit.state",
            () => (int)Circuit,
            "{state}",
            "Circuit to Genesys Cloud: 0 closed, 1 half-open, 2 open");
    }

    /// <summary>State of the circuit; an open one whose break is over counts as half-open.</summary>
    public CircuitState Circuit
    {
        get
        {
            lock (_lock)
            {
                return _circuit == CircuitState.Open && Now >= _breakEndsAt ? CircuitState.HalfOpen : _circuit;
            }
        }
    }

    /// <summary>The time until an open circuit lets an attempt through; null when none has to be waited.</summary>
    public TimeSpan? BreakLeft
    {
        get
        {
            lock (_lock)
            {
                var left = _breakEndsAt - Now;
                return _circuit == CircuitState.Open && left > TimeSpan.Zero ? left : null;
            }
        }
    }

    /// <summary>
    /// The rate limit as the last answer told it, with the time that is left of its window; null when that is over.
    /// </summary>
    public RateLimitReading? RateLimit
    {
        get
        {
            lock (_lock)
            {
                return _rateLimit is { } reading && reading.Reset - (Now - _rateLimitReadAt) is { Ticks: > 0 } left
                    ? reading with { Reset = left }
                    : null;
            }
        }
    }

    /// <summary>True when the last attempt got no answer at all: no connection, or none in time.</summary>
    public bool IsUnreachable
    {
        get
        {
            lock (_lock)
            {
                return _silence is not null;
            }
        }
    }

    /// <summary>
    /// A sentence for each thing that is wrong, fit for operators: no host, no secret, nothing personal.
    /// </summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
            {
                return [.. FindProblems()];
            }
        }
    }

    // The time since this object was made: the wall clock may be set while something waits.
    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>How many fetches may be under way, of <paramref name="wanted"/>, and what to wait for else.</summary>
    public GenesysCapacity Look(int wanted)
    {
        lock (_lock)
        {
            var now = Now;
            return new GenesysCapacity(Capacity(wanted, now), HoldAt(now), _changed.Task, TimeToChange(now), _time);
        }
    }

    internal void CredentialsFailed(string problem, bool stopsWork) => Change(() =>
    {
        _credentialProblem = problem;
        _credentialsStopWork = stopsWork;
        _loginProblem = null;
    });

    /// <summary>There is no token for now, and no attempt can do without one.</summary>
    internal void LoginFailed(string problem)
    {
        lock (_lock)
        {
            _loginProblem = problem;
        }
    }

    internal void CredentialsWork() => Change(() =>
    {
        _credentialProblem = null;
        _loginProblem = null;
    });

    /// <summary>The resource can't be had, whatever conversation is asked for.</summary>
    internal void Refused(ApiResource resource, string problem)
    {
        lock (_lock)
        {
            _refusals[resource] = problem;
        }
    }

    internal void Permitted(ApiResource resource)
    {
        lock (_lock)
        {
            _refusals.Remove(resource);
        }
    }

    internal void Answered()
    {
        lock (_lock)
        {
            _silence = null;
        }
    }

    /// <summary>
    /// An attempt got no answer, for a reason that <see cref="ConnectionFailure"/> has a word for; when it is the token
    /// that didn't come, the word has <see cref="Reasons.TokenPrefix"/> before it.
    /// </summary>
    internal void Unanswered(string reason)
    {
        lock (_lock)
        {
            _silence = reason;
        }
    }

    internal void RateLimitRead(RateLimitReading? reading)
    {
        lock (_lock)
        {
            (_rateLimit, _rateLimitReadAt) = (reading, Now);
        }
    }

    /// <summary>Nothing is asked for that long.</summary>
    internal void Paused(TimeSpan wait) =>
        Change(() => _pausedUntil = Now + wait > _pausedUntil ? Now + wait : _pausedUntil);

    internal void CircuitChanged(CircuitState state, TimeSpan breakDuration) => Change(() =>
    {
        _circuit = state;
        _breakEndsAt = Now + breakDuration;
    });

    private IEnumerable<string> FindProblems()
    {
        if (_credentialProblem is not null)
        {
            yield return _credentialProblem;
        }

        if (_loginProblem is not null)
        {
            yield return _loginProblem;
        }

        foreach (var refusal in _refusals.Values.Distinct(StringComparer.Ordinal))
        {
            yield return refusal;
        }

        if (_circuit != CircuitState.Closed)
        {
            yield return "Genesys Cloud fails: the circuit is open, and deliveries wait in the journal.";
        }

        // Without a token no attempt gets as far as the API.
        if (_silence is { } reason && _loginProblem is null)
        {
            yield return reason.StartsWith(Reasons.TokenPrefix, StringComparison.Ordinal)
                ? $"Genesys Cloud's login host {ConnectionFailure.Describe(reason[Reasons.TokenPrefix.Length..])}."
                : $"Genesys Cloud {ConnectionFailure.Describe(reason)}.";
        }

        if (_pausedUntil - Now is { Ticks: > 0 } left)
        {
            var seconds = Math.Ceiling(left.TotalSeconds);
            yield return $"Genesys Cloud asked to wait, for its rate limit (429): work continues in {seconds:0} s.";
        }
    }

    private int Capacity(int wanted, TimeSpan now)
    {
        if ((_credentialProblem is not null && _credentialsStopWork) || now < _pausedUntil)
        {
            return 0;
        }

        return _circuit switch
        {
            CircuitState.Open when now < _breakEndsAt => 0,
            CircuitState.Closed => wanted,
            _ => Math.Min(1, wanted),
        };
    }

    private string? HoldAt(TimeSpan now) =>
        _credentialProblem is not null && _credentialsStopWork ? Reasons.Credentials
            : _circuit == CircuitState.Open && now < _breakEndsAt ? Reasons.CircuitOpen
            : now < _pausedUntil ? Reasons.RateLimit
            : null;

    private TimeSpan? TimeToChange(TimeSpan now)
    {
        if (_credentialProblem is not null && _credentialsStopWork)
        {
            return null;
        }

        var until = _circuit == CircuitState.Open && _breakEndsAt > _pausedUntil ? _breakEndsAt : _pausedUntil;
        return until > now ? until - now : null;
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (_lock)
        {
            change();
            before = _changed;
            _changed = NewSignal();
        }

        before.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
