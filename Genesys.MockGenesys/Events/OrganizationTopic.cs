using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.Events;

/// <summary>One thing that belongs to no conversation.</summary>
internal sealed record OrganizationTopic(string Template, string TopicName, string CorrelationId, JsonObject Body);
