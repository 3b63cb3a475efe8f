using Genesys.Receiver.Validation.Rules;

namespace Genesys.Receiver.Validation.Schemas.Topics;

/// <summary>
/// <c>v2.conversations.{id}.transcription</c>, after the transcription models of Genesys Cloud's .NET SDK 275.0.0.
/// <c>eventTime</c> is ISO
/// 8601 here, the other times are epoch milliseconds.
/// </summary>
internal static class TranscriptionBody
{
    private static readonly TextRule Text = TextRule.Any;

    private static readonly IntegerRule Integer = IntegerRule.Any;

    private static readonly ArrayRule Words = new(new ObjectRule(
        unknownMembersAreDrift: true,
        [
            new("confidence", NumberRule.Instance),
            new("startTimeMs", Integer),
            new("offsetMs", Integer),
            new("durationMs", Integer),
            new("word", Text),
        ]));

    private static readonly ArrayRule Alternatives = new(new ObjectRule(
        unknownMembersAreDrift: true,
        [
            new("confidence", NumberRule.Instance),
            new("offsetMs", Integer),
            new("durationMs", Integer),
            new("transcript", Text),
            new("words", Words),
            new("decoratedTranscript", Text),
            new("decoratedWords", Words),
        ]));

    private static readonly ArrayRule Transcripts = new(new ObjectRule(
        unknownMembersAreDrift: true,
        [
            new("utteranceId", Text),
            new("isFinal", BooleanRule.Instance),
            new("channel", Enumerations.TranscriptChannel),
            new("alternatives", Alternatives),
            new("agentAssistantId", Text),
            new("engineProvider", Text),
            new("engineId", Text),
            new("engineName", Text),
            new("dialect", Text),
            new("speechTextAnalyticsProgramId", Text),
            new("agentAssistEnabled", BooleanRule.Instance),
            new("voiceTranscriptionEnabled", BooleanRule.Instance),
        ]));

    public static readonly ObjectRule Rule = new(
        unknownMembersAreDrift: true,
        [
            new("eventTime", TextRule.DateTime),
            new("organizationId", Text),
            new("conversationId", Text, Slot: Slot.ConversationId),
            new("communicationId", Text),
            new("sessionStartTimeMs", Integer),
            new("transcriptionStartTimeMs", Integer),
            new("transcripts", Transcripts),
            new("speechTextAnalyticsProgramId", Text),
            new("status", new ObjectRule(
                unknownMembersAreDrift: true, [new("offsetMs", Integer), new("status", Text)])),
        ]);
}
