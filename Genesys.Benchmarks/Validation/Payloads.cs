using System.Text;

namespace Genesys.Benchmarks.Validation;

/// <summary>The payloads that are measured.</summary>
internal static class Payloads
{
    /// <summary>The tutorial's event as its sender writes it: about 650 bytes, 13 members, free properties.</summary>
    public static readonly byte[] Flat = Encoding.UTF8.GetBytes(
        """
        {"id": "7bf73129-1428-4cd3-a780-95db273d1602", "source": "genesys.cloud", "account": "123456789012", "event_type": "genesys.cloud.conversation.updated", "time": "2024-05-01T12:34:56.789Z", "data": {"id": "evt-7bf73129-1428-4cd3-a780-95db273d1602", "conversation_id": "c0ffee00-1111-2222-3333-444455556666", "routing_queue_id": "0f1e2d3c-4b5a-4678-9876-543210fedcba", "additional_properties": {"mediaType": "voice", "direction": "inbound", "provider": "Edge", "participantId": "9fb2ca78-8389-4758-b76a-9b0300de1fce", "sessionId": "c03d300e-fa79-4353-9695-b97a71322785", "priority": 40, "tags": ["billing", "vip"]}}}
        """);

    /// <summary>The tutorial's event with three members that break the schema.</summary>
    public static readonly byte[] FlatInvalid = Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Flat)
            .Replace("\"account\": \"123456789012\"", "\"account\": 123456789012", StringComparison.Ordinal)
            .Replace("2024-05-01T12", "2024-05-01T25", StringComparison.Ordinal)
            .Replace("conversation.updated", "conversation.removed", StringComparison.Ordinal));

    /// <summary>The tutorial's event without its last brace.</summary>
    public static readonly byte[] FlatMalformed = Flat[..^1];

    /// <summary>What EventBridge delivers when a voice call leaves its queue.</summary>
    public static readonly byte[] Partner = Encoding.UTF8.GetBytes(
        """
        {"version":"0","id":"58fb5dac-f077-4eec-a25f-c638dbdd4368","detail-type":"v2.detail.events.conversation.{id}.acd.end","source":"aws.partner/genesys.com/cloud/32aa07aa-db1b-4987-abd0-9483601ec29d/contact-center","account":"123456789012","time":"2024-05-01T12:34:56Z","region":"us-east-1","resources":[],"detail":{"topicName":"v2.detail.events.conversation.2f7bf00a-0fc2-4d6a-9b56-92238191433e.acd.end","version":"2","eventBody":{"eventTime":1714566896789,"conversationId":"2f7bf00a-0fc2-4d6a-9b56-92238191433e","participantId":"9fb2ca78-8389-4758-b76a-9b0300de1fce","sessionId":"c03d300e-fa79-4353-9695-b97a71322785","disconnectType":"TRANSFER","mediaType":"VOICE","provider":"Edge","direction":"INBOUND","ani":"tel:+15550100001","dnis":"tel:+15550100002","queueId":"0f1e2d3c-4b5a-4678-9876-543210fedcba","divisionId":"5c1d0b5e-2d1f-4a38-8a53-2f0a7c6c0f6e","acdOutcome":"ANSWERED","answeredUserId":"f2b3c1d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d","requestedRoutings":["STANDARD"],"usedRouting":"STANDARD","routingPriority":40,"connectedDurationMs":61234,"conversationExternalContactIds":["12456349-b5c7-4d8f-9eb4-f4df18bce9a9"],"utilizationLabel":"default","flowType":"inqueuecall"},"metadata":{"CorrelationId":"7272d362-23b2-4c14-9d40-dc7b7683153a"},"timestamp":"2024-05-01T12:34:57.013Z"}}
        """);
}
