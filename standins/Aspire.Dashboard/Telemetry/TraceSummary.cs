namespace Aspire.Dashboard.Telemetry;

/// <summary>A trace as a row of a list.</summary>
/// <param name="Start">Unix time in ns.</param>
/// <param name="Duration">In ns.</param>
/// <param name="Services">How many spans each service has in it, the first to start first.</param>
internal sealed record TraceSummary(
    UInt128 Id, string Name, string Service, ulong Start, ulong Duration, int SpanCount, int ErrorCount, bool IsWhole, IReadOnlyList<(string Service, int Spans, bool HasError)> Services)
{
    public static TraceSummary Of(TraceRecord trace)
    {
        var first = trace.First();
        return new TraceSummary(
            trace.Id, first.Name, first.Resource.Name, trace.Start, trace.Duration, trace.Spans.Count, trace.ErrorCount, first.ParentId == 0 && trace.Dropped == 0,
            [.. trace.Spans
                .GroupBy(span => span.Resource.Name)
                .OrderBy(group => group.Min(span => span.Start))
                .Select(group => (group.Key, group.Count(), group.Any(span => span.IsError)))]);
    }
}
