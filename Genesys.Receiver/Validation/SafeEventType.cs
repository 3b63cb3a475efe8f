using System.Text;
using Genesys.Receiver.Validation.Reading;
using Genesys.Receiver.Validation.Schemas;

namespace Genesys.Receiver.Validation;

/// <summary>Event types as they may be written in clear. A <c>detail-type</c> that no list has can be anything.</summary>
internal static class SafeEventType
{
    /// <summary>What stands for a type that isn't in the form of one; OpenTelemetry's word for what is outside a closed list.</summary>
    public const string Other = "_OTHER";

    /// <summary>The delivery's event type when its schema lists it or it has the form of a topic template, else <see cref="Other"/>.</summary>
    public static string Of(Delivery delivery) =>
        delivery.Schema == FlatEvent.Name ? delivery.EventType : DriftForm.Topic(Encoding.UTF8.GetBytes(delivery.EventType)) ?? Other;
}
