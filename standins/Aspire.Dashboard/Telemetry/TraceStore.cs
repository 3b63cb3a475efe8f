using System.Runtime.CompilerServices;
using Aspire.Dashboard.Configuration;

namespace Aspire.Dashboard.Telemetry;

/// <summary>The newest traces, bounded by count of traces, count of spans, and bytes; the batch that arrived first leaves first.</summary>
internal sealed class TraceStore(TelemetryLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, TraceRecord> _traces = [];
    private readonly Dictionary<UInt128, List<SpanRecord>> _linkedFrom = [];
    private readonly Queue<Batch<SpanRecord>> _batches = [];
    private long _version;
    private long _bytes;
    private int _spanCount;
    private long _received;
    private long _evicted;

    /// <summary>Changes whenever something arrived or left.</summary>
    public long Version => Interlocked.Read(ref _version);

    public StoreUse Use
    {
        get
        {
            lock (_lock)
            {
                return new StoreUse(_traces.Count, _spanCount, _bytes, _received, _evicted);
            }
        }
    }

    public void Add(Batch<SpanRecord> batch)
    {
        if (batch.Records.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            _batches.Enqueue(batch);
            _bytes += batch.Body.Length;
            foreach (var span in batch.Records)
            {
                Add(span);
            }

            _received += batch.Records.Length;
            while (_batches.Count > 1 && (_traces.Count > limits.MaxTraceCount || _spanCount > limits.MaxSpanCount || _bytes > limits.MaxBytes))
            {
                Evict(_batches.Dequeue());
            }
        }

        Interlocked.Increment(ref _version);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _traces.Clear();
            _linkedFrom.Clear();
            _batches.Clear();
            (_bytes, _spanCount) = (0, 0);
        }

        Interlocked.Increment(ref _version);
    }

    /// <summary>Looks at the traces, newest arrival last, under the lock: <paramref name="read"/> has to be quick and keep no record of the trace itself.</summary>
    public T Read<T>(Func<IReadOnlyCollection<TraceRecord>, T> read)
    {
        lock (_lock)
        {
            return read(_traces.Values);
        }
    }

    /// <summary>The spans of a trace, in order of arrival; empty when there is no such trace.</summary>
    public SpanRecord[] SpansOf(UInt128 traceId, out int dropped)
    {
        lock (_lock)
        {
            if (!_traces.TryGetValue(traceId, out var trace))
            {
                dropped = 0;
                return [];
            }

            dropped = trace.Dropped;
            return [.. trace.Spans];
        }
    }

    /// <summary>Spans of other traces whose links name this one.</summary>
    public SpanRecord[] LinkedFrom(UInt128 traceId)
    {
        lock (_lock)
        {
            return _linkedFrom.TryGetValue(traceId, out var spans) ? [.. spans] : [];
        }
    }

    /// <summary>Every span, the oldest arrival first.</summary>
    public SpanRecord[] AllSpans()
    {
        lock (_lock)
        {
            return [.. _batches.SelectMany(batch => batch.Records)];
        }
    }

    /// <summary>The spans that arrived after the first <paramref name="arrived"/> ones, as far as they are kept; moves it on.</summary>
    public SpanRecord[] After(ref long arrived)
    {
        lock (_lock)
        {
            var fresh = _received - arrived;
            arrived = _received;
            var newest = new List<SpanRecord>();
            foreach (var batch in _batches.Reverse())
            {
                if (newest.Count >= fresh)
                {
                    break;
                }

                newest.InsertRange(0, batch.Records);
            }

            return [.. newest.Skip((int)Math.Max(0, newest.Count - fresh))];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(SpanRecord span)
    {
        if (!_traces.TryGetValue(span.TraceId, out var trace))
        {
            _traces.Add(span.TraceId, trace = new TraceRecord(span.TraceId));
        }

        if (trace.Spans.Count >= limits.MaxSpansPerTrace)
        {
            trace.Dropped++;
            return;
        }

        trace.Add(span);
        _spanCount++;
        foreach (var linked in span.LinkedTraces ?? [])
        {
            if (!_linkedFrom.TryGetValue(linked, out var spans))
            {
                _linkedFrom.Add(linked, spans = []);
            }

            if (spans.Count < limits.MaxSpansPerTrace)
            {
                spans.Add(span);
            }
        }
    }

    private void Evict(Batch<SpanRecord> batch)
    {
        _bytes -= batch.Body.Length;
        foreach (var span in batch.Records)
        {
            if (!_traces.TryGetValue(span.TraceId, out var trace))
            {
                continue;
            }

            var before = trace.Spans.Count;
            trace.Remove(span);
            _spanCount -= before - trace.Spans.Count;
            _evicted += before - trace.Spans.Count;
            if (trace.Spans.Count == 0)
            {
                _traces.Remove(span.TraceId);
            }

            foreach (var linked in span.LinkedTraces ?? [])
            {
                if (_linkedFrom.TryGetValue(linked, out var spans) && spans.Remove(span) && spans.Count == 0)
                {
                    _linkedFrom.Remove(linked);
                }
            }
        }
    }
}
