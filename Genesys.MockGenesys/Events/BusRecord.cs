using System.Globalization;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.Events;

/// <summary>
/// An event as the bus of 2026 delivers it with the transformer <c>WITH_METADATA</c>
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-transform.html,
/// …/eb-custom-bus-addressing.html).
/// </summary>
internal static class BusRecord
{
    public const string Live = "LIVE";

    /// <summary>The event comes again because somebody asked the bus for it.</summary>
    public const string Replay = "REPLAY";

    /// <summary>The record of an event whose envelope can be read.</summary>
    public static JsonObject Of(JsonObject envelope, string deliveryType, DateTimeOffset ingestedAt) => new()
    {
        ["Data"] = envelope.DeepClone(),
        ["Metadata"] = new JsonObject(),
        ["SystemMetadata"] = SystemMetadata(
            Text(envelope, "id") ?? "none", Text(envelope, "source"), Text(envelope, "detail-type"), deliveryType,
            ingestedAt),
    };

    /// <summary>What the bus says of an event. Every value is a text, and what has no value is left out.</summary>
    public static JsonObject SystemMetadata(
        string id, string? source, string? detailType, string deliveryType, DateTimeOffset ingestedAt)
    {
        var metadata = new JsonObject
        {
            ["ContentType"] = "application/eventbridge+json",
            ["aws:EventId"] = IdOf(id),
            ["aws:IngestionTime"] = ingestedAt.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["aws:DeliveryType"] = deliveryType,
        };
        if (source is not null)
        {
            metadata["aws:Source"] = source;
        }

        if (detailType is not null)
        {
            metadata["aws:DetailType"] = detailType;
        }

        return metadata;
    }

    /// <summary>The id that the bus gives an event: not the envelope's own, and the same at every delivery.</summary>
    public static string IdOf(string envelopeId) => SeededIds.Of("on the bus: " + envelopeId);

    private static string? Text(JsonObject envelope, string member) =>
        envelope[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
