namespace Genesys.Receiver.Journal.Records;

/// <summary>The trace of a <c>traceparent</c> (https://www.w3.org/TR/trace-context/#traceparent-header).</summary>
internal static class TraceId
{
    /// <summary>32 hexadecimal digits; null for none.</summary>
    public static string? Of(string? traceParent) => traceParent is { Length: >= 35 } ? traceParent[3..35] : null;

    /// <summary>The same in UTF-8; empty for none.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> traceParent) =>
        traceParent.Length >= 35 ? traceParent[3..35] : [];
}
