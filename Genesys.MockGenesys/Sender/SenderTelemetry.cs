using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Genesys.MockGenesys.Sender;

/// <summary>The sender's spans and instruments.</summary>
internal sealed class SenderTelemetry
{
    public const string Name = "Genesys.MockGenesys";

    public static readonly ActivitySource Source = new(Name);

    private readonly Counter<long> _published;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _deadLettered;

    public SenderTelemetry(IMeterFactory meters, WaitingInvocations waiting)
    {
        var meter = meters.Create(Name);
        _published = meter.CreateCounter<long>(
            "genesys.mock.event.published", "{event}", "Events published, by generation and validity");
        _duration = meter.CreateHistogram<double>(
            "genesys.mock.invocation.duration", "s", "Time of one request to the destination, by its result");
        _deadLettered = meter.CreateCounter<long>(
            "genesys.mock.event.dead_lettered", "{event}", "Events given up, by error code");
        meter.CreateObservableGauge(
            "genesys.mock.invocation.waiting", () => waiting.Count, "{invocation}", "Requests that wait to be made");
    }

    public void Published(Events.OutgoingEvent published) => _published.Add(
        1,
        new("genesys.mock.generation", published.Generation == Events.EventGeneration.Flat ? "flat" : "partner"),
        new("genesys.mock.valid", published.Malformation is null));

    public void Invoked(InvocationResult result) => _duration.Record(
        result.Elapsed.TotalSeconds,
        result.Status is { } status
            ? new KeyValuePair<string, object?>("http.response.status_code", status)
            : new("error.type", result.Failure));

    public void DeadLettered(int events, string errorCode) =>
        _deadLettered.Add(events, new KeyValuePair<string, object?>("error.type", errorCode));
}
