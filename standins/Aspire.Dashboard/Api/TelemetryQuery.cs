using Aspire.Dashboard.Otlp;
using Aspire.Dashboard.Telemetry;
using Aspire.Dashboard.Telemetry.Search;
using Microsoft.AspNetCore.Mvc;

namespace Aspire.Dashboard.Api;

/// <summary>What a request to the telemetry API asks for.</summary>
internal sealed record TelemetryQuery
{
    /// <summary>Names of services or of instances; none: all.</summary>
    [FromQuery]
    public string[]? Resource { get; init; }

    [FromQuery]
    public string? TraceId { get; init; }

    /// <summary>True: what failed; false: what did not.</summary>
    [FromQuery]
    public bool? HasError { get; init; }

    /// <summary>The least level of log records.</summary>
    [FromQuery]
    public string? Severity { get; init; }

    [FromQuery]
    public string? Search { get; init; }

    [FromQuery]
    public int? Limit { get; init; }

    [FromQuery]
    public bool? Follow { get; init; }

    public bool NamesAreKnown(TelemetryStore store) =>
        Follow is true || Array.TrueForAll(Resource ?? [], name => Array.Exists(store.Sources.Resources.ToArray(), resource => resource.IsCalled(name)));

    public Predicate<SpanRecord> Span()
    {
        var (trace, search) = (Trace(), SearchQuery.Parse(Search));
        return span => IsOf(span.Resource) && (trace == 0 || span.TraceId == trace) && (HasError is null || span.IsError == HasError) && search.Fits(span);
    }

    public Predicate<LogEntry> Log()
    {
        var (trace, search) = (Trace(), SearchQuery.Parse(Search));
        var least = Enum.TryParse<LogLevel>(Severity, ignoreCase: true, out var level) ? level : LogLevel.Trace;
        return entry => IsOf(entry.Resource)
            && (trace == 0 || entry.TraceId == trace)
            && entry.Level >= least && (entry.Level != LogLevel.None || least == LogLevel.Trace)
            && search.Fits(entry);
    }

    /// <summary>The spans of each trace that fits, the newest trace last.</summary>
    public SpanRecord[][] Traces(TelemetryStore store)
    {
        var search = SearchQuery.Parse(Search);
        var candidates = store.Traces.Read(traces => traces
            .Where(trace => (HasError is null || trace.ErrorCount > 0 == HasError) && trace.Spans.Exists(span => IsOf(span.Resource)))
            .OrderBy(trace => trace.Start)
            .Select(trace => trace.Spans.ToArray())
            .ToArray());
        return search.IsEmpty ? candidates : Array.FindAll(candidates, search.Fits);
    }

    /// <summary>The id; 0 for none; for what is no id one that no record has.</summary>
    private UInt128 Trace() => TraceId is null ? 0 : OtlpIds.TryParseTrace(TraceId, out var id) ? id : UInt128.MaxValue;

    private bool IsOf(OtlpResource resource) => Resource is null or [] || Array.Exists(Resource, resource.IsCalled);
}
