using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

public class ConversationIdTests
{
    private static readonly string Astral = string.Concat(Enumerable.Repeat("😀", ConversationId.MaxLength));

    public static TheoryData<string> Usable =>
        [
            "a", "...", "a b", " a", "c0ffee00-1111-2222-3333-444455556666", "日本", new string('a', 128), Astral,
            Astral[2..] + "é"];

    public static TheoryData<string?> Unusable =>
        [
            (string?)null, "", " ", "\u3000", ".", "..", "a\u0000", "\u0085a", "a\n", "\ud83d", "a\udc00b",
            new string('a', 129), Astral + "a"];

    [Theory]
    [MemberData(nameof(Usable))]
    public void IdThatCanBeAskedFor_IsOne_InEverySchema(string text)
    {
        Assert.True(ConversationId.TryCreate(text, out var id));
        Assert.Equal(text, id.Value);
        Assert.Equal(text, Validators.Accepted(Flat(text)).ConversationId?.Value);
        Assert.Equal(
            text, Validators.Accepted(Partner("v2.detail.events.conversation.{id}.acw", text)).ConversationId?.Value);
        Assert.Equal(text, Validators.Accepted(Partner("v2.users.{id}.activity", text)).ConversationId?.Value);
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void AnythingElse_IsNone(string? text)
    {
        Assert.False(ConversationId.TryCreate(text, out _));
        Assert.Null(Validators.Accepted(Partner("v2.users.{id}.activity", text)).ConversationId?.Value);
        Validators.Rejected(Partner("v2.detail.events.conversation.{id}.acw", text));
    }

    [Fact]
    public void DefaultOfTheType_IsNoId() =>
        Assert.Throws<InvalidOperationException>(() => default(ConversationId).Value);

    [Fact]
    public void TypeAndFindings_AreOneRule() =>
        Gen.String[Gen.OneOf(Gen.Char["a.\u0001 \u3000é日"], Gen.Char['\ud7f0', '\ue010']), 0, 300].Sample(
            text =>
            {
                var isAccepted = Validators.JudgeOne(
                    Partner("v2.detail.events.conversation.{id}.acw", text)) is Verdict.Accepted;
                Assert.Equal(ConversationId.TryCreate(text, out _), isAccepted);
            },
            iter: 5_000);

    private static string Flat(
        string? id) =>
            Events.FlatWith(flat => flat["data"]!["conversation_id"] = "PLACE")
                .Replace("\"PLACE\"", Json(id), StringComparison.Ordinal);

    private static string Partner(string template, string? id) =>
        Events.Partner(template, new JsonObject { ["eventTime"] = 1, ["conversationId"] = "PLACE" }).ToJsonString()
            .Replace("\"PLACE\"", Json(id), StringComparison.Ordinal);

    private static string Json(string? text) => text is null
        ? "null"
        : text.Aggregate(
            new StringBuilder("\""),
            (json, unit) => json.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"))
                .Append('"').ToString();
}
