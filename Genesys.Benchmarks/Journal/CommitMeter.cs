using System.Diagnostics.Metrics;

namespace Genesys.Benchmarks.Journal;

/// <summary>Collects the duration of every commit.</summary>
internal sealed class CommitMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<double> _seconds = [];

    public CommitMeter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter && instrument.Name == "genesys.journal.commit.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_seconds)
            {
                _seconds.Add(seconds);
            }
        });
        _listener.Start();
    }

    /// <summary>
    /// Number of commits since the last call, and the 99th percentile of their durations in milliseconds.
    /// </summary>
    public (int Count, double P99) Take()
    {
        lock (_seconds)
        {
            _seconds.Sort();
            var result = (_seconds.Count, _seconds.Count == 0 ? 0 : _seconds[_seconds.Count * 99 / 100] * 1000);
            _seconds.Clear();
            return result;
        }
    }

    public void Dispose() => _listener.Dispose();
}
