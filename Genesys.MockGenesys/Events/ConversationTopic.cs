using System.Text.Json.Nodes;

namespace Genesys.MockGenesys.Events;

/// <summary>One thing that Genesys Cloud publishes about a conversation.</summary>
/// <param name="Template">Topic template, for example <c>v2.detail.events.conversation.{id}.acd.start</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Body">Its <c>eventBody</c>.</param>
internal sealed record ConversationTopic(string Template, DateTimeOffset At, JsonObject Body);
