using System.Text.Json.Nodes;
using Genesys.MockGenesys.ContactCentre;
using Genesys.MockGenesys.Determinism;

namespace Genesys.MockGenesys.Events;

/// <summary>What Genesys Cloud publishes every second or two for each live call that it transcribes.</summary>
internal static class TranscriptionTopic
{
    public const string Template = "v2.conversations.{id}.transcription";

    /// <summary>Number of the utterance that ends a call.</summary>
    public const int LastSentence = 4;

    private static readonly string[] Sentences =
    [
        "good morning how can I help you", "I have a question about my last invoice", "let me look that up for you",
        "could you tell me your order number", "thank you that was all",
    ];

    /// <summary>The event about one utterance of a call.</summary>
    /// <param name="number">The utterance's number in the call, from 0.</param>
    /// <param name="now">When it was transcribed.</param>
    public static ConversationTopic Of(Conversation call, int number, DateTimeOffset now)
    {
        var offset = (long)(now - call.StartedAt).TotalMilliseconds;
        var sentence = Sentences[number % Sentences.Length];
        return new ConversationTopic(Template, now, new JsonObject
        {
            ["eventTime"] = Iso8601.Write(now),
            ["organizationId"] = ContactCentreDirectory.OrganizationId,
            ["conversationId"] = call.Id,
            ["communicationId"] = call.SessionOf("customer"),
            ["sessionStartTimeMs"] = call.StartedAt.ToUnixTimeMilliseconds(),
            ["transcriptionStartTimeMs"] = call.StartedAt.ToUnixTimeMilliseconds(),
            ["transcripts"] = new JsonArray(new JsonObject
            {
                ["utteranceId"] = SeededIds.Of($"{call.Id} utterance {number}"),
                ["isFinal"] = true,
                ["channel"] = number % 2 == 0 ? "INTERNAL" : "EXTERNAL",
                ["alternatives"] = new JsonArray(new JsonObject
                {
                    ["confidence"] = 0.93,
                    ["offsetMs"] = offset,
                    ["durationMs"] = 1_800,
                    ["transcript"] = sentence,
                }),
                ["engineProvider"] = "GENESYS",
                ["dialect"] = "en-US",
            }),
            ["status"] = new JsonObject { ["offsetMs"] = offset, ["status"] = "SESSION_ONGOING" },
        });
    }
}
