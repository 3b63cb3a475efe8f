using System.Globalization;
using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;

namespace Genesys.MockGenesys.Events;

/// <summary>The envelope in which EventBridge hands on what Genesys Cloud publishes.</summary>
internal static class PartnerEnvelope
{
    public const string Account = "123456789012";

    /// <summary>The partner event source of the invented organization.</summary>
    public static readonly string Source =
        $"aws.partner/genesys.com/cloud/{ContactCentreDirectory.OrganizationId}/local-stack";

    /// <param name="id">The envelope's id.</param>
    /// <param name="template">Topic template: it becomes the <c>detail-type</c>.</param>
    /// <param name="topicName">The template with its ids filled in.</param>
    /// <param name="eventBody">The topic's own body.</param>
    /// <param name="correlationId">What <c>metadata.CorrelationId</c> holds.</param>
    /// <param name="now">When it was put on the bus.</param>
    public static JsonObject Wrap(
        string id,
        string template,
        string topicName,
        JsonObject eventBody,
        string correlationId,
        DateTimeOffset now) => new()
        {
            ["version"] = "0",
            ["id"] = id,
            ["detail-type"] = template,
            ["source"] = Source,
            ["account"] = Account,
            ["time"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["region"] = "us-east-1",
            ["resources"] = new JsonArray(),
            ["detail"] = new JsonObject
            {
                ["topicName"] = topicName,
                ["version"] = "2",
                ["eventBody"] = eventBody,
                ["metadata"] = new JsonObject { ["CorrelationId"] = correlationId },
                ["timestamp"] = Iso8601.Write(now),
            },
        };
}
