using System.Diagnostics;
using Genesys.Receiver.Telemetry;

namespace Genesys.Receiver.GenesysCloud;

/// <summary>What is decided between a fetch's attempts, as events of its span.</summary>
internal static class FetchEvents
{
    /// <summary>Another attempt follows.</summary>
    public static void Retry(this Activity? span, string reason, TimeSpan wait) =>
        span.AddEvent(ReceiverTelemetry.RetryEvent, new ActivityTagsCollection
        {
            [ReceiverTelemetry.RetryReasonKey] = reason,
            [ReceiverTelemetry.RetryWaitKey] = wait.TotalSeconds,
        });

    /// <summary>The fetch's attempt was the one that opened the circuit.</summary>
    public static void CircuitOpened(this Activity? span, TimeSpan breakDuration) =>
        span.AddEvent(
            ReceiverTelemetry.CircuitOpenedEvent,
            new ActivityTagsCollection { [ReceiverTelemetry.CircuitWaitKey] = breakDuration.TotalSeconds });

    /// <summary>The fetch's attempt is the one that probes the open circuit.</summary>
    public static void CircuitHalfOpened(this Activity? span) =>
        span.AddEvent(ReceiverTelemetry.CircuitHalfOpenedEvent);

    /// <summary>The fetch's attempt closed the circuit.</summary>
    public static void CircuitClosed(this Activity? span) => span.AddEvent(ReceiverTelemetry.CircuitClosedEvent);

    /// <summary>No attempt was made: the circuit is open.</summary>
    /// <param name="span">The fetch's span.</param>
    /// <param name="wait">The time until it lets one through; null while another one probes.</param>
    public static void CircuitRefused(this Activity? span, TimeSpan? wait) => span.AddEvent(
        ReceiverTelemetry.CircuitRefusedEvent,
        wait is { } time ? new ActivityTagsCollection { [ReceiverTelemetry.CircuitWaitKey] = time.TotalSeconds }
            : null);

    private static void AddEvent(this Activity? span, string name, ActivityTagsCollection? tags = null)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.AddEvent(new ActivityEvent(name, tags: tags));
        }
    }
}
