using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>
/// What is known of Genesys Cloud right now: credentials, permissions, circuit, rate limit. Work is taken from the journal only as far as
/// it can be done, so that an outage costs no delivery a round.
/// </summary>
public sealed class GenesysAvailability
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<ApiResource, string> _refusals = [];

    private TaskCompletionSource _changed = NewSignal();
    private string? _credentialProblem;
    private bool _credentialsStopWork;
    private string? _loginProblem;
    private CircuitState _circuit;
    private DateTimeOffset _breakEndsAt;
    private DateTimeOffset _pausedUntil;
    private bool _unreachable;

    public GenesysAvailability(TimeProvider time, ReceiverMetrics metrics)
    {
        _time = time;
        metrics.Meter.CreateObservableGauge(
            "genesys.circuit.state", () => (int)Circuit, "{state}", "Circuit to Genesys Cloud: 0 closed, 1 half-open, 2 open");
    }

    /// <summary>State of the circuit; an open one whose break is over counts as half-open.</summary>
    public CircuitState Circuit
    {
        get
        {
            lock (_lock)
            {
                return _circuit == CircuitState.Open && _time.GetUtcNow() >= _breakEndsAt ? CircuitState.HalfOpen : _circuit;
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
                var left = _breakEndsAt - _time.GetUtcNow();
                return _circuit == CircuitState.Open && left > TimeSpan.Zero ? left : null;
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
                return _unreachable;
            }
        }
    }

    /// <summary>A sentence for each thing that is wrong, fit for operators: no host, no secret, nothing personal.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
            {
                var problems = new List<string>();
                var now = _time.GetUtcNow();
                if (_credentialProblem is not null)
                {
                    problems.Add(_credentialProblem);
                }

                if (_loginProblem is not null)
                {
                    problems.Add(_loginProblem);
                }

                problems.AddRange(_refusals.Values.Distinct());
                if (_circuit != CircuitState.Closed)
                {
                    problems.Add("Genesys Cloud fails or can't be reached: the circuit is open, and deliveries wait in the journal.");
                }
                else if (_unreachable)
                {
                    problems.Add("Genesys Cloud can't be reached: the last attempt got no answer.");
                }

                if (now < _pausedUntil)
                {
                    problems.Add($"Genesys Cloud's rate limit is used up: work goes on in {Math.Ceiling((_pausedUntil - now).TotalSeconds):0} s.");
                }

                return problems;
            }
        }
    }

    /// <summary>How many rounds may be under way, of <paramref name="wanted"/>; 1 while the circuit is being probed, 0 while nothing can be done.</summary>
    public int Capacity(int wanted)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
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
    }

    /// <summary>Completes when <see cref="Capacity"/> may have grown.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        Task changed;
        TimeSpan? wait;
        lock (_lock)
        {
            changed = _changed.Task;
            wait = TimeToChange(_time.GetUtcNow());
        }

        if (wait is not { } time)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(time, _time, stop.Token)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
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
            _unreachable = false;
        }
    }

    internal void Unanswered()
    {
        lock (_lock)
        {
            _unreachable = true;
        }
    }

    internal void PausedUntil(DateTimeOffset moment) => Change(() => _pausedUntil = moment > _pausedUntil ? moment : _pausedUntil);

    internal void CircuitChanged(CircuitState state, TimeSpan breakDuration) => Change(() =>
    {
        _circuit = state;
        _breakEndsAt = _time.GetUtcNow() + breakDuration;
    });

    private TimeSpan? TimeToChange(DateTimeOffset now)
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
