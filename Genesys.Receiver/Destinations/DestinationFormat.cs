namespace Genesys.Receiver.Destinations;

/// <summary>The form in which a destination is given an event.</summary>
internal enum DestinationFormat
{
    /// <summary>CloudEvents 1.0, structured JSON (<c>application/cloudevents+json</c>).</summary>
    CloudEvents,

    /// <summary>The event's own bytes, and nothing else.</summary>
    Raw,
}
