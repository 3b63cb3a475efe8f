using System.Collections.Concurrent;
using System.Diagnostics;
using Genesys.Receiver.Telemetry;

namespace Genesys.Tests.Telemetry;

/// <summary>Listens to the receiver's spans, and to the HTTP spans around them, of the whole process.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _started = new();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public SpanRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source =>
                source.Name is ReceiverTelemetry.Name or "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _started.Enqueue,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Started => [.. _started];

    public IReadOnlyList<Activity> Ended => [.. _ended];

    /// <summary>The receiver's own spans that ended.</summary>
    public IReadOnlyList<Activity> Own => [.. _ended.Where(span => span.Source.Name == ReceiverTelemetry.Name)];

    /// <summary>Waits until a span ends for which the condition holds.</summary>
    public async Task<Activity> UntilAsync(Func<Activity, bool> condition, string what)
    {
        Activity? found = null;
        await Eventually.IsTrue(() => (found = Ended.FirstOrDefault(condition)) is not null, what, limitSeconds: 120);
        return found!;
    }

    /// <summary>Waits until a span ends that is linked to another.</summary>
    public Task<Activity> LinkedAsync(string name, Activity to) =>
        UntilAsync(
            span => span.OperationName == name
                && span.Links.Any(link => link.Context.TraceId == to.TraceId && link.Context.SpanId == to.SpanId),
                $"a span {name} that is linked to {to.OperationName}");

    /// <summary>The spans of a trace, in the order in which they began.</summary>
    public IReadOnlyList<Activity> Trace(ActivityTraceId trace) =>
        [.. Ended.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];

    public void Dispose() => _listener.Dispose();
}
