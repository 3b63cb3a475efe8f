using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Genesys.Receiver.Validation;

namespace Genesys.Tests.Validation;

/// <summary>What an event keeps when Genesys publishes it again.</summary>
public class BusinessKeyTests
{
    private const int Correlation = 4;

    private static readonly string[] Topics =
        [
            .. new[] { "user.start", "user.end", "acd.start", "flow.end" }.Select(
                end => $"v2.detail.events.conversation.{{id}}.{end}")];

    private static readonly string[] Members = [
        "topic", "conversationId", "participantId", "sessionId", "CorrelationId"];

    // Few letters and an escape, so that texts often agree, and a text can end where the next begins.
    private static readonly Gen<string?> Text =
        Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char["ab\"é\ud83d"], 0, 3].Select(text => (string?)text));

    private static readonly Gen<Fields> Published = Gen.Select(
        Gen.Int[0, Topics.Length - 1],
        Gen.String[Gen.Char["ab"], 1, 2],
        Text,
        Text,
        Gen.String[Gen.Char["ab"], 1, 3],
        Gen.Long[0, 3],
        (topic, conversation, participant, session, correlation, time) =>
            new Fields([Topics[topic], conversation, participant, session, correlation], time));

    [Fact]
    public void Two_events_have_one_key_exactly_when_all_six_fields_agree() =>
        Gen.Select(Published, Published).Sample(
            (one, other) => Assert.Equal(Same(one, other), KeyOf(one) == KeyOf(other)), iter: 1_500);

    [Fact]
    public void Any_change_of_one_field_gives_another_key() =>
        Gen.Select(Published, Gen.Int[0, Members.Length], Published).Sample(
            (published, field, other) =>
            {
                var changed = published with { Texts = [.. published.Texts] };
                if (field < Members.Length)
                {
                    changed.Texts[field] = other.Texts[field];
                }
                else
                {
                    changed = changed with { Time = other.Time };
                }

                Assert.Equal(Same(published, changed), KeyOf(published) == KeyOf(changed));
            },
            iter: 1_000);

    [Fact]
    public void Envelope_id_time_of_publication_and_escapes_change_nothing()
    {
        var one = Json("participant", "session");
        var other = Json("participant", "session");
        other["id"] = "another";
        other["time"] = "2024-05-03T00:00:00Z";
        other["detail"]!["timestamp"] = "2024-05-03T00:00:00.000Z";
        other["detail"]!["metadata"]!["action"] = "again";
        var escaped = other.ToJsonString().Replace("participant\"", "\\u0070articipant\"", StringComparison.Ordinal);

        Assert.NotNull(Validators.Accepted(one.ToJsonString()).BusinessKey);
        Assert.Equal(Validators.Accepted(one.ToJsonString()).BusinessKey, Validators.Accepted(escaped).BusinessKey);
    }

    [Fact]
    public void Account_and_source_tell_buses_apart()
    {
        var key = Validators.Accepted(Json("p", "s").ToJsonString()).BusinessKey;
        foreach (var member in new[] { "account", "source" })
        {
            var other = Json("p", "s");
            other[member] = other[member]!.GetValue<string>() + "0";
            Assert.NotEqual(key, Validators.Accepted(other.ToJsonString()).BusinessKey);
        }
    }

    [Theory]
    [InlineData("""{"metadata":null}""")]
    [InlineData("""{"metadata":{}}""")]
    [InlineData("""{"metadata":{"CorrelationId":""}}""")]
    [InlineData("""{"metadata":{"CorrelationId":" \u0020"}}""")]
    [InlineData("""{"metadata":{"correlationId":"7272d362"}}""")]
    public void An_event_without_correlation_id_has_none(string change)
    {
        var json = Json("p", "s");
        json["detail"]!.AsObject().Remove("metadata");
        if (JsonNode.Parse(change)!["metadata"] is { } metadata)
        {
            json["detail"]!["metadata"] = metadata.DeepClone();
        }

        Assert.Null(Validators.Accepted(json.ToJsonString()).BusinessKey);
    }

    [Fact]
    public void Only_events_of_conversation_details_have_one()
    {
        Assert.Null(Validators.Accepted(Events.Flat).BusinessKey);
        foreach (var (topic, time) in new[] { ("v2.audits.entitytype.{id}.entityid.{id}", "\"2024-05-01T12:34:56Z\""),
            ("v2.conversations.{id}.transcription", "\"2024-05-01T12:34:56Z\""), ("v2.users.{id}.activity", "1") })
        {
            var json = Events.Partner(topic, new JsonObject { ["eventTime"] = JsonNode.Parse(time) });
            Assert.Null(Validators.Accepted(json.ToJsonString()).BusinessKey);
        }
    }

    [Fact]
    public void A_body_in_front_of_its_topic_and_a_record_of_the_new_bus_have_the_same()
    {
        var json = Json("p", "s");
        var key = Validators.Accepted(json.ToJsonString()).BusinessKey;
        var reversed = new JsonObject(
            json.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        var record = new JsonObject
        {
            ["Data"] = json.DeepClone(),
            ["Metadata"] = new JsonObject(),
            ["SystemMetadata"] = new JsonObject(),
        };

        Assert.Equal(key, Validators.Accepted(reversed.ToJsonString()).BusinessKey);
        Assert.Equal(key, Validators.Accepted(record.ToJsonString()).BusinessKey);
    }

    [Fact]
    public void A_long_field_is_hashed_whole()
    {
        var correlation = new string('c', 5_000);
        var one = Json("p", "s");
        one["detail"]!["metadata"]!["CorrelationId"] = correlation + "1";
        var other = Json("p", "s");
        other["detail"]!["metadata"]!["CorrelationId"] = correlation + "2";
        Assert.NotEqual(
            Validators.Accepted(one.ToJsonString()).BusinessKey, Validators.Accepted(other.ToJsonString()).BusinessKey);
    }

    private static JsonObject Json(string? participant, string? session) =>
        Parse(new Fields([Topics[0], Events.ConversationId, participant, session, "7272d362"], 1_649_237_504_949));

    private static JsonObject Parse(Fields fields) => JsonNode.Parse(Write(fields))!.AsObject();

    private static BusinessKey? KeyOf(Fields fields)
    {
        var key = Validators.Accepted(Write(fields)).BusinessKey;
        Assert.NotNull(key);
        return key;
    }

    private static string Write(Fields fields)
    {
        var body = new StringBuilder()
            .Append(
                CultureInfo.InvariantCulture,
                $"\"eventTime\":{fields.Time},\"conversationId\":{Quoted(fields.Texts[1]!)}");
        for (var i = 2; i < Correlation; i++)
        {
            body.Append(fields.Texts[i] is { } text ? $",\"{Members[i]}\":{Quoted(text)}" : "");
        }

        return Events.Partner(fields.Texts[0]!, new JsonObject()).ToJsonString()
            .Replace("\"eventBody\":{}", $"\"eventBody\":{{{body}}}", StringComparison.Ordinal)
            .Replace(
                "\"7272d362-23b2-4c14-9d40-dc7b7683153a\"", Quoted(fields.Texts[Correlation]!),
                StringComparison.Ordinal);
    }

    private static string Quoted(string text) => text
        .Aggregate(new StringBuilder("\""), (json, unit) => char.IsAsciiLetter(unit)
            ? json.Append(unit) : json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"))
        .Append('"').ToString();

    private static bool Same(Fields one, Fields other) =>
        one.Time == other.Time && one.Texts.SequenceEqual(other.Texts);

    private sealed record Fields(string?[] Texts, long Time);
}
