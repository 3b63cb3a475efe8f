using System.Globalization;
using Genesys.MockGenesys.Configuration;
using Genesys.MockGenesys.Determinism;
using Genesys.MockGenesys.OAuth;
using Microsoft.Extensions.Options;

namespace Genesys.MockGenesys.Faults;

/// <summary>
/// The faults that are set, in the order in which they were; at most 100. Each draws from its own stream of the mock's
/// seed.
/// </summary>
internal sealed class FaultPlan
{
    /// <summary>Most faults that can be set at once.</summary>
    public const int Capacity = 100;

    private readonly Lock _gate = new();
    private readonly List<ActiveFault> _faults = [];
    private readonly MonotonicClock _clock;
    private readonly RandomStreams _streams;
    private readonly IssuedTokens _tokens;
    private int _added;

    public FaultPlan(MonotonicClock clock, RandomStreams streams, IssuedTokens tokens, IOptions<MockOptions> options)
    {
        (_clock, _streams, _tokens) = (clock, streams, tokens);
        var mock = options.Value;
        AddShare(new Fault
        {
            Id = "slow",
            Kind = FaultKind.Latency,
            Latency = new LatencyDistribution { From = mock.SlowFrom, To = mock.SlowTo },
        }, mock.SlowShare);
        AddShare(new Fault { Id = "too-many-requests", Kind = FaultKind.TooManyRequests }, mock.TooManyRequestsShare);
        AddShare(new Fault { Id = "unavailable", Kind = FaultKind.Status }, mock.UnavailableShare);
    }

    /// <summary>Sets a fault, in the place of one with the same id. Null when there are 100 already.</summary>
    public Fault? Add(Fault fault)
    {
        lock (_gate)
        {
            RemoveOver();
            _added++;
            var named = fault.Id.Length > 0
                ? fault
                : fault with { Id = string.Create(CultureInfo.InvariantCulture, $"fault-{_added}") };
            _faults.RemoveAll(active => active.Fault.Id == named.Id);
            if (_faults.Count >= Capacity)
            {
                return null;
            }

            // The stream's name holds the number, so that the same fault set twice doesn't draw the same twice.
            var random = _streams.Create(string.Create(CultureInfo.InvariantCulture, $"fault {named.Id} {_added}"));
            _faults.Add(new ActiveFault(named, _clock.Now, random));
            return named;
        }
    }

    /// <summary>Removes the fault with this id; false when there is none.</summary>
    public bool Remove(string id)
    {
        lock (_gate)
        {
            return _faults.RemoveAll(active => active.Fault.Id == id) > 0;
        }
    }

    /// <summary>Removes all, those of the settings included.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    /// <summary>What is set, with how many requests each was applied to and whether it is on now.</summary>
    public IReadOnlyList<FaultState> List()
    {
        var now = _clock.Now;
        lock (_gate)
        {
            RemoveOver();
            return [.. _faults.Select(active => new FaultState(active.Fault, active.Hits, active.IsOn(now)))];
        }
    }

    /// <summary>
    /// Draws what happens to one request. Delays add up; the first fault that takes the answer's place ends the
    /// drawing.
    /// </summary>
    public FaultEffect DrawEffect(FaultScope scope)
    {
        var now = _clock.Now;
        var delay = TimeSpan.Zero;
        lock (_gate)
        {
            foreach (var active in _faults)
            {
                if (!Meets(active.Fault.Scope, scope) || !active.TryApply(now))
                {
                    continue;
                }

                switch (active.Fault.Kind)
                {
                    case FaultKind.Latency:
                        delay += active.DrawLatency();
                        break;
                    case FaultKind.RevokeTokens:
                        _tokens.RevokeAll();
                        break;
                    case FaultKind.Status:
                        return new FaultEffect(delay, FaultKind.Status, active.DrawStatus());
                    default:
                        return new FaultEffect(
                            delay, active.Fault.Kind, RetryAfterSeconds: active.Fault.RetryAfterSeconds);
                }
            }
        }

        return new FaultEffect(delay);
    }

    private static bool Meets(FaultScope fault, FaultScope request) =>
        fault == request || (fault == FaultScope.Everything && request != FaultScope.Consumer);

    private void AddShare(Fault fault, double share)
    {
        if (share > 0)
        {
            Add(fault with { Share = share });
        }
    }

    private void RemoveOver()
    {
        var now = _clock.Now;
        _faults.RemoveAll(active => active.IsOver(now));
    }
}
