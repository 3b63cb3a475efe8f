using Genesys.Receiver.Redaction.Forms;
using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary>The body of each topic, found by the topic's template.</summary>
internal static class TopicBodies
{
    /// <summary>
    /// A topic that is known by its name alone: its body is an object, and names its conversation when it has one.
    /// </summary>
    public static readonly ObjectRule Untyped = new(
        unknownMembersAreDrift: false,
        [new("conversationId", AnyRule.Instance, Slot: Slot.ConversationId)]);

    private static readonly Topic[] All =
    [
        .. KnownTopics.Templates.Select(template => TypedBody(template) is { } body
            ? new Topic(template, body, isTyped: true)
            : new Topic(template, Untyped, isTyped: false)),
    ];

    /// <summary>The templates of all topics.</summary>
    public static readonly Utf8Table Templates = new(KnownTopics.Templates);

    /// <summary>All topics, in the order of <see cref="Templates"/>.</summary>
    public static IReadOnlyList<Topic> Known => All;

    /// <summary>The topics that have a rule of their own for their body.</summary>
    public static IEnumerable<Topic> Typed => All.Where(topic => topic.IsTyped);

    /// <summary>The topic of a template, or null when the list of topics lacks it.</summary>
    public static Topic? Find(ReadOnlySpan<byte> template) =>
        Templates.Find(template) is >= 0 and var index ? All[index] : null;

    public static ObjectRule Of(ReadOnlySpan<byte> template) => Find(template)?.Body ?? Untyped;

    private static ObjectRule? TypedBody(string template) => template switch
    {
        "v2.audits.entitytype.{id}.entityid.{id}" => AuditBody.Rule,
        "v2.conversations.{id}.transcription" => TranscriptionBody.Rule,
        "v2.analytics.conversation.{id}.metrics" => ConversationMetricsBody.Rule,
        _ when template.StartsWith(ConversationDetailBodies.Prefix, StringComparison.Ordinal) =>
            ConversationDetailBodies.ByName.GetValueOrDefault(template[ConversationDetailBodies.Prefix.Length..]),
        _ => null,
    };
}
