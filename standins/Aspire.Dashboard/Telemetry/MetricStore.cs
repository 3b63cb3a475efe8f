using System.Globalization;
using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Otlp.Protocol;
using Aspire.Dashboard.Telemetry.Metrics;
using OtlpMetric = Aspire.Dashboard.Otlp.Protocol.Metric;

namespace Aspire.Dashboard.Telemetry;

/// <summary>Instruments and their series, bounded by count of series and of points in each.</summary>
internal sealed class MetricStore(Sources sources, TelemetryLimits limits)
{
    private const string TooManySeries = "There are more series than the limit; send fewer distinct attribute values";
    private const string NoKind = "A metric has no data, or its kind is not known";

    private readonly Lock _lock = new();
    private readonly Dictionary<(OtlpResource Resource, string Meter, string Name), Instrument> _instruments = [];
    private long _version;
    private int _seriesCount;
    private long _received;
    private long _rejected;

    /// <summary>Changes whenever something arrived or left.</summary>
    public long Version => Interlocked.Read(ref _version);

    public StoreUse Use
    {
        get
        {
            lock (_lock)
            {
                return new StoreUse(_instruments.Count, _seriesCount, 0, _received, _rejected);
            }
        }
    }

    /// <summary>Takes the points of an ExportMetricsServiceRequest whose bytes fit its shape.</summary>
    public IntakeResult Add(byte[] body)
    {
        var request = ExportMetricsServiceRequest.Parser.ParseFrom(body);
        var rejected = 0L;
        var reason = "";
        lock (_lock)
        {
            foreach (var resourceMetrics in request.ResourceMetrics)
            {
                var resource = sources.Resources.Get(Bytes(resourceMetrics.Resource));
                resource.HasMetrics = true;
                foreach (var scopeMetrics in resourceMetrics.ScopeMetrics)
                {
                    foreach (var metric in scopeMetrics.Metrics)
                    {
                        Add(resource, scopeMetrics.Scope?.Name ?? "", metric, ref rejected, ref reason);
                    }
                }
            }

            _rejected += rejected;
        }

        Interlocked.Increment(ref _version);
        return new IntakeResult(false, rejected, reason);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _instruments.Clear();
            _seriesCount = 0;
        }

        Interlocked.Increment(ref _version);
    }

    /// <summary>Looks at the instruments under the lock: <paramref name="read"/> has to be quick and keep none of them.</summary>
    public T Read<T>(Func<IReadOnlyCollection<Instrument>, T> read)
    {
        lock (_lock)
        {
            return read(_instruments.Values);
        }
    }

    private void Add(OtlpResource resource, string meter, OtlpMetric metric, ref long rejected, ref string reason)
    {
        if (metric.Name.Length == 0 || metric.DataCase == OtlpMetric.DataOneofCase.None)
        {
            rejected++;
            reason = NoKind;
            return;
        }

        var key = (resource, meter, metric.Name);
        if (!_instruments.TryGetValue(key, out var instrument))
        {
            if (_seriesCount >= limits.MaxSeriesCount)
            {
                rejected++;
                reason = TooManySeries;
                return;
            }

            _instruments.Add(key, instrument = new Instrument(resource, meter, metric.Name));
        }

        (instrument.Description, instrument.Unit, instrument.Kind) = (metric.Description, metric.Unit, KindOf(metric));
        var overflow = 0L;
        foreach (var (attributes, bounds, begun, point, delta, exemplars) in PointsOf(metric))
        {
            if (SeriesOf(instrument, attributes, bounds) is not { } series)
            {
                overflow++;
                continue;
            }

            series.Add(point, delta, begun);
            _received++;
            foreach (var exemplar in exemplars)
            {
                Add(series, exemplar);
            }
        }

        if (overflow > 0)
        {
            instrument.Overflowed += overflow;
            rejected += overflow;
            reason = TooManySeries;
        }
    }

    private Series? SeriesOf(Instrument instrument, Attribute[] attributes, double[] bounds)
    {
        Array.Sort(attributes, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var key = string.Join('\u001f', attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
        if (instrument.Series.TryGetValue(key, out var series) && series.Bounds.AsSpan().SequenceEqual(bounds))
        {
            return series;
        }

        if (series is null && _seriesCount >= limits.MaxSeriesCount)
        {
            return null;
        }

        _seriesCount += series is null ? 1 : 0;
        return instrument.Series[key] = new Series(attributes, bounds, limits.MaxMetricsCount);
    }

    private static void Add(Series series, Exemplar exemplar)
    {
        if (OtlpIds.TryReadTraceId(exemplar.TraceId.Span, out var trace) && OtlpIds.TryReadSpanId(exemplar.SpanId.Span, out var span))
        {
            var value = exemplar.ValueCase == Exemplar.ValueOneofCase.AsInt ? exemplar.AsInt : exemplar.AsDouble;
            series.Add(new ExemplarPoint(exemplar.TimeUnixNano, value, trace, span));
        }
    }

    private static InstrumentKind KindOf(OtlpMetric metric) => metric.DataCase switch
    {
        OtlpMetric.DataOneofCase.Sum => metric.Sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter,
        OtlpMetric.DataOneofCase.Histogram or OtlpMetric.DataOneofCase.ExponentialHistogram => InstrumentKind.Histogram,
        OtlpMetric.DataOneofCase.Summary => InstrumentKind.Summary,
        _ => InstrumentKind.Gauge,
    };

    private static IEnumerable<(Attribute[] Attributes, double[] Bounds, ulong Begun, MetricPoint Point, bool IsDelta, IReadOnlyList<Exemplar> Exemplars)> PointsOf(OtlpMetric metric)
    {
        switch (metric.DataCase)
        {
            case OtlpMetric.DataOneofCase.Gauge or OtlpMetric.DataOneofCase.Sum:
                var isDelta = metric.Sum?.AggregationTemporality == AggregationTemporality.Delta;
                foreach (var point in metric.Gauge?.DataPoints ?? metric.Sum!.DataPoints)
                {
                    var value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
                    yield return (Attribute.From(point.Attributes), [], metric.Sum?.IsMonotonic is true ? point.StartTimeUnixNano : 0, new MetricPoint(point.TimeUnixNano, value, null), isDelta, point.Exemplars);
                }

                break;
            case OtlpMetric.DataOneofCase.Histogram:
                foreach (var point in metric.Histogram.DataPoints.Where(point => point.BucketCounts.Count is 0 || point.BucketCounts.Count == point.ExplicitBounds.Count + 1))
                {
                    ulong[] buckets = point.BucketCounts.Count == 0 ? [point.Count] : [.. point.BucketCounts];
                    yield return (Attribute.From(point.Attributes), [.. point.BucketCounts.Count == 0 ? [] : point.ExplicitBounds], point.StartTimeUnixNano,
                        new MetricPoint(point.TimeUnixNano, point.Sum, buckets), metric.Histogram.AggregationTemporality == AggregationTemporality.Delta, point.Exemplars);
                }

                break;
            case OtlpMetric.DataOneofCase.ExponentialHistogram:
                foreach (var point in metric.ExponentialHistogram.DataPoints)
                {
                    yield return (Attribute.From(point.Attributes), ExponentialBuckets.Bounds, point.StartTimeUnixNano, new MetricPoint(point.TimeUnixNano, point.Sum, ExponentialBuckets.From(point)),
                        metric.ExponentialHistogram.AggregationTemporality == AggregationTemporality.Delta, point.Exemplars);
                }

                break;
            default:
                foreach (var point in metric.Summary.DataPoints)
                {
                    foreach (var quantile in point.QuantileValues)
                    {
                        var name = new Attribute("quantile", quantile.Quantile.ToString(CultureInfo.InvariantCulture));
                        yield return ([.. Attribute.From(point.Attributes), name], [], 0UL, new MetricPoint(point.TimeUnixNano, quantile.Value, null), false, []);
                    }
                }

                break;
        }
    }

    private static byte[] Bytes(Resource? resource) => resource is null ? [] : Google.Protobuf.MessageExtensions.ToByteArray(resource);
}
