using Genesys.Receiver.Telemetry;
using Microsoft.Extensions.Options;

namespace Genesys.Receiver.Validation;

/// <summary>
/// Counts drift and tells which of it is news. What it remembers is bounded (<see
/// cref="ValidationOptions.MaxDriftsRemembered"/>): beyond that, whatever is new is one thing, reported and counted at
/// <see cref="Other"/>.
/// </summary>
internal sealed class DriftWatch(IOptions<ValidationOptions> options, TimeProvider time, ReceiverMetrics metrics)
{
    /// <summary>The path at which drift beyond the bound is reported and counted.</summary>
    public const string Other = "/*";

    /// <summary>Paths that the metric tells apart; the rest is counted at <see cref="Other"/>.</summary>
    public const int MaxMetricPaths = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Schema, Drift Drift), TimeSpan> _reported = [];
    private readonly HashSet<(string Schema, string Path)> _metricPaths = [];
    private readonly long _origin = time.GetTimestamp();
    private TimeSpan _nextSweep;

    /// <summary>
    /// Counts the drift of one event; returns what of it wasn't reported in the last hour, to be reported now.
    /// </summary>
    public IReadOnlyList<Drift> Observe(string schema, IReadOnlyList<Drift> drift)
    {
        if (drift.Count == 0)
        {
            return [];
        }

        var news = new List<Drift>();
        var now = time.GetElapsedTime(_origin);
        lock (_lock)
        {
            foreach (var one in drift)
            {
                var path = one.Path;
                if (_metricPaths.Count == MaxMetricPaths && !_metricPaths.Contains((schema, path)))
                {
                    path = Other;
                }
                else
                {
                    _metricPaths.Add((schema, path));
                }

                metrics.DriftSeen(schema, path);
                if (IsNews(schema, one, now, out var reported) && !news.Contains(reported))
                {
                    news.Add(reported);
                }
            }
        }

        return news;
    }

    private bool IsNews(string schema, Drift drift, TimeSpan now, out Drift reported)
    {
        reported = drift;
        var interval = options.Value.DriftReportInterval;
        var wasReported = _reported.TryGetValue((schema, drift), out var last);
        if (!wasReported && _reported.Count >= options.Value.MaxDriftsRemembered)
        {
            Sweep(now, interval);
            if (_reported.Count >= options.Value.MaxDriftsRemembered)
            {
                reported = new Drift(Other, DriftKind.UnknownMember);
                wasReported = _reported.TryGetValue((schema, reported), out last);
            }
        }

        if (wasReported && now - last < interval)
        {
            return false;
        }

        _reported[(schema, reported)] = now;
        return true;
    }

    private void Sweep(TimeSpan now, TimeSpan interval)
    {
        if (now < _nextSweep)
        {
            return;
        }

        // Not at each new name while all is full: a sender of names at random would make every event pay for all that
        // is remembered.
        _nextSweep = now + (interval / 60);
        foreach (var (key, last) in _reported)
        {
            if (now - last >= interval)
            {
                _reported.Remove(key);
            }
        }
    }
}
