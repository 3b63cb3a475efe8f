using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.Events;

/// <summary>What Genesys Cloud publishes that belongs to no conversation.</summary>
internal static class OrganizationTopics
{
    public static OrganizationTopic Draw(Random random, DateTimeOffset now)
    {
        var agent = ContactCentreDirectory.Agents[random.Next(ContactCentreDirectory.Agents.Length)];
        var correlationId = SeededIds.Next(random, now);
        return random.Next(3) switch
        {
            0 => Presence(agent, correlationId, SeededIds.Next(random, now), now),
            1 => AgentState(agent, correlationId, now),
            _ => Operation(SeededIds.Next(random, now), correlationId, now),
        };
    }

    // A change of presence arrives as an audit: an ISO time, an empty clientId, an empty user name, "-archival" behind
    // the correlation id.
    private static OrganizationTopic Presence(Named agent, string correlationId, string auditId, DateTimeOffset now) =>
        new(
        "v2.audits.entitytype.{id}.entityid.{id}",
        $"v2.audits.entitytype.UserPresence.entityid.{agent.Id}",
        correlationId + "-archival",
        new JsonObject
        {
            ["id"] = auditId,
            ["userId"] = agent.Id,
            ["userHomeOrgId"] = ContactCentreDirectory.OrganizationId,
            ["username"] = new JsonObject { ["id"] = "" },
            ["clientId"] = new JsonObject(),
            ["serviceName"] = "Presence",
            ["eventTime"] = Iso8601.Write(now),
            ["action"] = "Update",
            ["entityType"] = "UserPresence",
            ["entity"] = new JsonObject { ["id"] = agent.Id },
            ["propertyChanges"] = new JsonArray(new JsonObject
            {
                ["property"] = "PRESENCE",
                ["newValues"] = new JsonArray("AWAY"),
                ["oldValues"] = new JsonArray("AVAILABLE"),
            }),
        });

    private static OrganizationTopic AgentState(Named agent, string correlationId, DateTimeOffset now) => new(
        "v2.detail.events.agent.{id}.state",
        $"v2.detail.events.agent.{agent.Id}.state",
        correlationId,
        new JsonObject
        {
            ["eventTime"] = now.ToUnixTimeMilliseconds(),
            ["userId"] = agent.Id,
            ["systemPresence"] = "ON_QUEUE",
            ["routingStatus"] = "IDLE",
        });

    private static OrganizationTopic Operation(string id, string correlationId, DateTimeOffset now) => new(
        "v2.operations.events.{id}",
        $"v2.operations.events.{id}",
        correlationId,
        new JsonObject
        {
            ["id"] = id,
            ["eventTime"] = Iso8601.Write(now),
            ["description"] = "A data action took longer than its time-out",
        });
}
