using Aspire.Dashboard.Configuration;
using Aspire.Dashboard.Telemetry;
using Microsoft.Extensions.Options;

namespace Aspire.Dashboard.Otlp;

/// <summary>What became of an export request.</summary>
/// <param name="IsMalformed">The bytes were no such request; nothing was taken.</param>
/// <param name="Rejected">Records that were not taken.</param>
/// <param name="Reason">Why, for the sender to read.</param>
internal readonly record struct IntakeResult(bool IsMalformed, long Rejected, string Reason);

/// <summary>Takes export requests, whatever they came over, into the stores.</summary>
internal sealed class OtlpIntake(TelemetryStore store, IOptions<DashboardOptions> options, TimeProvider time)
{
    private readonly TelemetryLimits _limits = options.Value.TelemetryLimits;

    /// <summary>Raised with each request that was taken, in protobuf; the bytes must not be changed.</summary>
    public event Action<OtlpSignal, byte[]>? Taken;

    public IntakeResult Take(OtlpSignal signal, byte[] body)
    {
        var result = Restore(signal, body);
        if (!result.IsMalformed)
        {
            Taken?.Invoke(signal, body);
        }

        return result;
    }

    /// <summary>Takes a request that was taken once before.</summary>
    public IntakeResult Restore(OtlpSignal signal, byte[] body) => signal switch
    {
        OtlpSignal.Traces => Take(TraceRequest.Read(body, store.Sources, _limits), store.Traces.Add),
        OtlpSignal.Logs => Take(LogsRequest.Read(body, store.Sources, _limits, time), store.Logs.Add),
        _ => OtlpShapes.Metrics.Fits(body) ? store.Metrics.Add(body) : new IntakeResult(true, 0, ""),
    };

    private static IntakeResult Take<T>(Batch<T>? batch, Action<Batch<T>> add)
    {
        if (batch is null)
        {
            return new IntakeResult(true, 0, "");
        }

        add(batch);
        return new IntakeResult(false, batch.Rejected, batch.Reason);
    }
}
