using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary><c>v2.conversations.{id}.transcription</c>: <c>eventTime</c> is ISO 8601 here, the other times are epoch milliseconds.</summary>
internal static class TranscriptionBody
{
    private static readonly TextRule Text = TextRule.Any;

    public static readonly ObjectRule Rule = new(
        unknownMembersAreDrift: true,
        [
            new("eventTime", TextRule.DateTime),
            new("organizationId", Text),
            new("conversationId", Text, Slot: Slot.ConversationId),
            new("communicationId", Text),
            new("sessionStartTimeMs", IntegerRule.Any),
            new("transcriptionStartTimeMs", IntegerRule.Any),
            new("transcripts", new ArrayRule(new ObjectRule(
                unknownMembersAreDrift: true,
                [
                    new("utteranceId", Text),
                    new("isFinal", BooleanRule.Instance),
                    new("channel", Text),
                    new("alternatives", new ArrayRule(new MapRule(AnyRule.Instance))),
                    new("agentAssistantId", Text),
                    new("engineProvider", Text),
                    new("engineId", Text),
                    new("dialect", Text),
                ]))),
            new("speechTextAnalyticsProgramId", Text),
            new("status", new MapRule(AnyRule.Instance)),
        ]);
}
