namespace Aspire.Dashboard.Telemetry;

/// <summary>How full a store is.</summary>
/// <param name="Groups">Traces, or instruments; the same as <paramref name="Records"/> where records have no group.</param>
/// <param name="Records">Spans, log records or series.</param>
/// <param name="Bytes">Bytes of the batches that are kept.</param>
/// <param name="Received">Records that arrived since the start.</param>
/// <param name="Evicted">Records that left to make room.</param>
internal readonly record struct StoreUse(int Groups, int Records, long Bytes, long Received, long Evicted);
