using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Genesys.Receiver.Telemetry;

namespace Genesys.Tests.Telemetry;

/// <summary>
/// Listens to the receiver's instruments of the whole process: what they are, and with which attributes they measure.
/// </summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener _listener = new();

    public MetricRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ReceiverTelemetry.Name)
            {
                if (instrument is Histogram<double> { Advice: var advice })
                {
                    Buckets[instrument.Name] = advice?.HistogramBucketBoundaries ?? [];
                }

                Instruments[instrument.Name] = (KindOf(instrument), instrument.Unit ?? "");
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public ConcurrentDictionary<string, (string Kind, string Unit)> Instruments { get; } = new();

    /// <summary>The upper bounds of each histogram of seconds.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<double>> Buckets { get; } = new();

    /// <summary>Each instrument and attribute that was measured, and the values that the attribute had.</summary>
    public ConcurrentDictionary<(string Instrument, string Attribute),
        ConcurrentDictionary<string, byte>> Attributes
    { get; } = new();

    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, tag) in tags)
        {
            Attributes.GetOrAdd((instrument.Name, key), _ => new())[$"{tag}"] = 0;
        }
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        var other => other,
    };
}
