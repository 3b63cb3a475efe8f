using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Genesys.ServiceDefaults.Telemetry;

/// <summary>
/// Takes over and passes on a caller's <c>traceparent</c>, and nothing else: what a caller puts into <c>tracestate</c>
/// and <c>baggage</c> could be anything, and would reach spans and other parties.
/// </summary>
internal sealed class TraceParentPropagator : DistributedContextPropagator
{
    private const string TraceParent = "traceparent";

    private static readonly TraceParentPropagator Instance = new();

    private readonly DistributedContextPropagator _all = CreateDefaultPropagator();

    public override IReadOnlyCollection<string> Fields { get; } = [TraceParent];

    /// <summary>Makes it the one for requests that come and go.</summary>
    public static void Use(IServiceCollection services)
    {
        Current = Instance;
        services.Replace(ServiceDescriptor.Singleton<DistributedContextPropagator>(Instance));
        // OpenTelemetry's default would read the headers once more, baggage included.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is { IdFormat: ActivityIdFormat.W3C, Id: { } id } && setter is not null)
        {
            setter(carrier, TraceParent, id);
        }
    }

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        _all.ExtractTraceIdAndState(carrier, getter, out traceId, out _);
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
        object? carrier, PropagatorGetterCallback? getter) => null;
}
